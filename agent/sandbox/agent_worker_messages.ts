// What the agent's process and the Worker that it is confined to say to each other.

import type { ErrorCode } from "../../core/errors.ts";

/** What the Worker is told. */
export type ToAgentWorker =
  /** Begin, with these variables: there are no others. */
  | { readonly kind: "run"; readonly variables: Readonly<Record<string, string>> }
  /** A signal asks for the end. */
  | { readonly kind: "stop" };

/** What the Worker says. */
export type FromAgentWorker =
  /** Its modules are loaded: the process may give its permissions back. */
  | { readonly kind: "loaded" }
  /** It is done. */
  | { readonly kind: "ended"; readonly exitCode: number }
  /** It cannot start, or go on: an error that a person can do something about. */
  | {
    readonly kind: "failed";
    readonly code: ErrorCode;
    readonly message: string;
    readonly hint: string;
  };
