// What the two ends say of themselves when a link opens.

import type { QueryLimits } from "../ports/query_executor.ts";

/** A database that an agent offers. */
export interface OfferedDatabase {
  /** What clients call it. */
  readonly name: string;
  /** What it holds, for a model that chooses; null where nobody said. */
  readonly description: string | null;
  /** Whether the agent refuses writes. */
  readonly readOnly: boolean;
  /** The agent's ceiling: what a server asks beyond it has no effect. */
  readonly limits: QueryLimits;
  /** The product behind it, such as `PostgreSQL`. */
  readonly engine: string;
  /** Why it cannot be used, in words that are safe to show; null where it can, as far as the agent knows. */
  readonly problem: string | null;
}

/** The first message of a link: the parameters of `hello`. */
export interface AgentHello {
  /** The protocol versions it speaks. */
  readonly protocol: { readonly min: number; readonly max: number };
  /** Its software version. */
  readonly software: string;
  /** Tells one running agent from another; made anew at each start. */
  readonly agentId: string;
  readonly databases: readonly OfferedDatabase[];
  readonly capabilities: readonly string[];
}

/** The answer to `hello`. */
export interface ServerHello {
  /** The version that is spoken from now on. */
  readonly protocol: number;
  /** Its software version. */
  readonly software: string;
  readonly capabilities: readonly string[];
  /** The largest message that the agent may send, in bytes. */
  readonly maxAnswerBytes: number;
  /** Databases that are not served, and why. */
  readonly refused: readonly { readonly name: string; readonly reason: string }[];
}
