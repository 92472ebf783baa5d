// One of several databases as the only one there is: what `/mcp/{database}` serves. Its tools then
// take no `database`.

import type { ServedDatabases, ServedSummary } from "./served_databases.ts";

/** Only the database of that name; none once it is gone. */
export function oneDatabase(databases: ServedDatabases, name: string): ServedDatabases {
  let seen: readonly ServedSummary[] | null = null;
  let only: readonly ServedSummary[] = [];
  return {
    get list() {
      const { list } = databases;
      if (list !== seen) {
        seen = list;
        only = list.filter((each) => each.name === name);
      }
      return only;
    },
    lease: (wanted) => wanted === name ? databases.lease(name) : null,
  };
}
