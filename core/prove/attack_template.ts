// What one attack of `pgmcp prove` is: a statement with places for the user's own
// names, and what to find out of the bare role. It says what is tried, not how.

/** The classes of attacks in the order they are reported. Those of `policy` are tried where there is one. */
export const ATTACK_CLASSES = [
  "tx-escape",
  "session-poison",
  "hidden-write",
  "function-call",
  "admin-function",
  "file-access",
  "network",
  "sql-as-text",
  "schema-bypass",
  "resource",
  "timeout-evasion",
  "row-limit",
  "policy",
] as const;

/** One of {@linkcode ATTACK_CLASSES}. */
export type AttackClass = typeof ATTACK_CLASSES[number];

/** What the role could do if pgmcp were not there, and how that is found out without doing it. */
export type BareCheck =
  /** Any role that may connect could send it, or the server would not understand it. */
  | { readonly kind: "anyone" | "nobody" }
  /** A boolean expression over the catalogue: privileges and attributes are asked for, nothing is done. */
  | { readonly kind: "ask"; readonly expression: string }
  /** A statement that stands for the attack and does no harm: it reads no row of a user's table and ends at once. */
  | { readonly kind: "run"; readonly sql: string };

/** An attack, with places such as `@table@` for the user's own names. */
export interface AttackTemplate {
  /** Stable within a version: the class and a number. */
  readonly id: string;
  readonly class: AttackClass;
  readonly sql: string;
  readonly bare: BareCheck;
  /**
   * Whether it is run where the guard allows it: it reads, and the limits are what must
   * stop it. All others are never run, whatever the guard says of them.
   */
  readonly runs: boolean;
  /** Whether it is a single write, which READ_ONLY=false admits on purpose. */
  readonly singleWrite: boolean;
}

/** A template as its class's list writes it. */
export interface ListedAttack {
  readonly sql: string;
  readonly bare: BareCheck;
  readonly runs?: true;
  readonly singleWrite?: true;
}

/** The templates of a class, numbered in their order. */
export function templatesOf(
  name: AttackClass,
  attacks: readonly ListedAttack[],
): readonly AttackTemplate[] {
  return attacks.map((attack, index) => ({
    id: `${name}-${String(index + 1).padStart(2, "0")}`,
    class: name,
    sql: attack.sql,
    bare: attack.bare,
    runs: attack.runs ?? false,
    singleWrite: attack.singleWrite ?? false,
  }));
}
