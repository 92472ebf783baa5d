// The databases that one caller may use. Any other does not exist for them: not in a
// list, not by name, not among the nearest names of an error.

import type { ServedDatabases, ServedSummary } from "./served_databases.ts";

/** Those of `databases` whose name `mayUse` lets through, now and when the list changes. */
export function admittedDatabases(
  databases: ServedDatabases,
  mayUse: (name: string) => boolean,
): ServedDatabases {
  // The list is another array after every change.
  let seen: readonly ServedSummary[] | null = null;
  let admitted: readonly ServedSummary[] = [];
  return {
    get list() {
      const { list } = databases;
      if (list !== seen) {
        seen = list;
        admitted = list.filter(({ name }) => mayUse(name));
      }
      return admitted;
    },
    lease: (name) => mayUse(name) ? databases.lease(name) : null,
  };
}
