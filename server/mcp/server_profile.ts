// What the server says of itself in its first answer, in every protocol revision.

import { VERSION } from "../../core/version.ts";
import type { ListChanges } from "../list_changes.ts";

/** Name, title and version. */
export const SERVER_INFO = { name: "pgmcp", title: "pgmcp: PostgreSQL", version: VERSION } as const;

/** What the server can do; `listChanges` is where changes of the lists are announced, if there can be any. */
export function serverCapabilities(listChanges: ListChanges | undefined) {
  const changing = listChanges === undefined ? {} : { listChanged: true };
  return { tools: changing, resources: changing, prompts: changing, completions: {} };
}
