// Who a call is made for. It is known from the key (or token) that the call came with,
// and goes with the call to where policy is decided; it never holds a secret.

/** Whoever asks. */
export interface Principal {
  /** What audit and quotas know it by: a key's id, or `local`. */
  readonly id: string;
  /** The role it was given, which chooses a policy's role; null for none. */
  readonly role: string | null;
  /** The team it belongs to; null for none. */
  readonly team: string | null;
  /** What else is known of it, such as `tenant`; row filters may name these. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Whoever started pgmcp on their own machine: there is no key to know them by. */
export const LOCAL_PRINCIPAL: Principal = { id: "local", role: null, team: null, attributes: {} };
