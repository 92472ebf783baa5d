// An agent that is connected now, and the databases it brings.

import type { GuardedDatabase } from "../../core/ports/guarded_database.ts";
import type { OfferedDatabase } from "../../core/tunnel/hello.ts";
import type { Link } from "../../core/tunnel/link.ts";

/** A database that an agent brings. */
export interface BroughtDatabase {
  readonly offered: OfferedDatabase;
  /** Its ports, through the link. */
  readonly database: GuardedDatabase;
}

/** A connected agent. */
export interface ConnectedAgent {
  /** Tells it from others; made anew at each start of an agent. */
  readonly agentId: string;
  /** The id of the key it came with. */
  readonly keyId: string;
  /** Its software version. */
  readonly software: string;
  /** When it connected, as milliseconds since 1970. */
  readonly sinceMs: number;
  readonly link: Link;
  /** What it brings now, by name. */
  databases: ReadonlyMap<string, BroughtDatabase>;
  /** Whether it asked for no new calls. */
  draining: boolean;
}

/** Whether calls may go to it. */
export function takesCalls({ draining, link }: ConnectedAgent): boolean {
  return !draining && link.isOpen;
}
