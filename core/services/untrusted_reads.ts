// Text that comes from outsiders, as a policy marks it: what of a statement reads such text,
// and what may be asked once it was read. A model may take what is written in a ticket for
// what its user wants: where a policy says so, nothing else is to be had in that session.

import { PgmcpError } from "../errors.ts";
import { levelsOf, rulesForTable } from "../policy/rules_for_table.ts";
import type { Policy } from "../policy/policy.ts";
import type { RelationReference } from "../sql/verdict.ts";
import { RecentEntries } from "./recent_entries.ts";
import type { ReachedRelation } from "./table_views.ts";

/**
 * How long a principal that has read untrusted text may combine it with nothing, in
 * milliseconds. The protocol has no sessions any more (MCP 2026-07-28): the key stands for one.
 */
const UNTRUSTED_SESSION_MS = 60 * 60_000;

/** The relations among `relations` that hold text of outsiders, as they are named. */
export function untrustedRelations(
  relations: readonly ReachedRelation[],
  policy: Policy,
  role: string | null,
): readonly string[] {
  const found = relations.filter((relation) => isUntrusted(relation, policy, role));
  return [...new Set(found.map(({ named }) => nameOf(named)))];
}

/** Remembers who has read untrusted text, for policies that forbid to combine it. */
export class UntrustedReads {
  readonly #readAtMs = new RecentEntries<number>();
  readonly #nowMs: () => number;

  /** Remembers nothing yet; `nowMs` is a clock in milliseconds. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /**
   * Throws `PGMCP_UNTRUSTED_COMBINATION` where `principal` may not read these together, or not
   * now, and `PGMCP_BUSY` where more have read than can be remembered.
   */
  admit(
    principal: string,
    options: {
      readonly policy: Policy;
      readonly role: string | null;
      readonly relations: readonly ReachedRelation[];
    },
  ): void {
    const { policy, relations, role } = options;
    const levels = levelsOf(policy, role) ?? [];
    if (levels.every(({ rules }) => rules.combineUntrusted)) return;
    const untrusted = new Set(untrustedRelations(relations, policy, role));
    const others = relations.filter(({ named }) => !untrusted.has(nameOf(named)));
    if (others.length > 0 && (untrusted.size > 0 || this.#hasRead(principal))) {
      throw new PgmcpError("PGMCP_UNTRUSTED_COMBINATION");
    }
    if (untrusted.size === 0) return;
    const nowMs = this.#nowMs();
    this.#readAtMs.set(principal, nowMs, { nowMs, untilMs: nowMs + UNTRUSTED_SESSION_MS });
  }

  #hasRead(principal: string): boolean {
    const atMs = this.#readAtMs.get(principal);
    if (atMs === undefined) return false;
    if (this.#nowMs() - atMs < UNTRUSTED_SESSION_MS) return true;
    this.#readAtMs.delete(principal);
    return false;
  }
}

function isUntrusted(
  { tables }: ReachedRelation,
  policy: Policy,
  role: string | null,
): boolean {
  return tables.some((table) => {
    const ruling = rulesForTable(policy, role, table);
    return ruling.kind === "allowed" &&
      (ruling.untrusted || [...ruling.columns.values()].some(({ untrusted }) => untrusted));
  });
}

function nameOf({ schema, name }: RelationReference): string {
  return schema === null ? name : `${schema}.${name}`;
}
