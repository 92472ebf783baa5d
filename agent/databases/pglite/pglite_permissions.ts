// What the embedded database needs of Deno's permissions: in memory nothing at all, in a
// folder that folder. Its code, its files and the demo come as modules.

/** What may be touched, as Deno's permission flags take it. */
export interface PglitePermissions {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

/** The least that a database in `dataDir`, or in memory where that is null, needs. */
export function pglitePermissions(dataDir: string | null): PglitePermissions {
  return dataDir === null ? { read: [], write: [] } : { read: [dataDir], write: [dataDir] };
}
