// A database as the tools use it.

export type { GuardedDatabase as ServedDatabase } from "../../core/ports/guarded_database.ts";
