// The ledger of attacks as data: the founding list (attacks.json, policy.yaml and
// fixture.sql came with it) and our own additions by class. Nothing runs here.

import founding from "./attacks.json" with { type: "json" };
import { adminAttacks } from "./more_attacks/admin_function.ts";
import { bypassAttacks } from "./more_attacks/schema_bypass.ts";
import { checkedDomainAttacks } from "./more_attacks/checked_domains.ts";
import { disguiseAttacks, disguisedWrites } from "./more_attacks/names_in_disguise.ts";
import { escapeAttacks } from "./more_attacks/tx_escape.ts";
import { fileAttacks } from "./more_attacks/file_access.ts";
import { hiddenWriteAttacks } from "./more_attacks/hidden_write.ts";
import { madeValueAttacks } from "./more_attacks/made_values.ts";
import { notationAttacks } from "./more_attacks/call_notations.ts";
import { placeAttacks } from "./more_attacks/every_place_for_a_call.ts";
import { resourceAttacks } from "./more_attacks/resource.ts";
import { sessionAttacks } from "./more_attacks/session_poison.ts";
import { textAttacks } from "./more_attacks/sql_as_text.ts";
import { widePlanAttacks } from "./more_attacks/wide_plans.ts";
import { writeModeAttacks } from "./more_attacks/write_mode.ts";

/** What may become of a statement: refused before it ran, run under the limits, run with masks. */
export type AcceptedOutcome = "reject" | "rewrite" | "allow-but-masked";

/** One statement of the ledger. */
export interface Attack {
  readonly id: string;
  readonly class: string;
  /** `@database@` stands for the current database's name. */
  readonly sql: string;
  /** Every outcome that is right. */
  readonly accept: readonly AcceptedOutcome[];
  readonly why: string;
  /** `write`: tried with READ_ONLY=false too, where it must be refused as well. */
  readonly mode: "read" | "write";
  /** A harmless statement of the same shape, which must be allowed. */
  readonly twin: string | null;
  /** Why it does nothing on the unguarded test database, where it does not. */
  readonly unproven: string | null;
}

/** What an addition may leave out. */
export type OwnAttack =
  & Pick<Attack, "id" | "sql" | "why">
  & Partial<Pick<Attack, "accept" | "mode" | "twin" | "unproven">>;

interface FoundingEntry {
  readonly id: string;
  readonly class: string;
  readonly sql: string;
  readonly accept: readonly string[];
  readonly engine: string;
  readonly why: string;
}

function acceptedOutcome(text: string): AcceptedOutcome {
  if (text === "reject" || text === "rewrite" || text === "allow-but-masked") return text;
  throw new Error(`Cannot read the ledger: unknown outcome '${text}'`);
}

function ofFounding(entry: FoundingEntry): Attack {
  return {
    id: entry.id,
    class: entry.class,
    sql: entry.sql,
    accept: entry.accept.map(acceptedOutcome),
    why: entry.why,
    mode: "read",
    twin: null,
    unproven: FOUNDING_UNPROVEN[entry.id] ?? null,
  };
}

function ofClass(name: string, attacks: readonly OwnAttack[]): readonly Attack[] {
  return attacks.map((attack) => ({
    accept: ["reject"],
    mode: "read",
    twin: null,
    unproven: null,
    ...attack,
    class: name,
  }));
}

const FOUNDING_UNPROVEN: Readonly<Record<string, string>> = {
  TX08: "a NUL ends the message, and the server refuses it",
  TX09: "it is refused outside a transaction and read-only inside",
  WR17: "the extension is there already",
  FS09: "the test cluster logs to no file",
  NW01: "the test cluster asks for a password",
  MK39: "its error is the leak",
  MK41: "its error is the leak",
  RF05: "its error is the leak",
  PI05: "its error is the leak",
  DOS05: "it takes more memory or time than a test may",
  DOS13: "it takes more memory or time than a test may",
};

/** The founding list's PostgreSQL statements. */
const foundingAttacks: readonly Attack[] = founding
  .filter((entry) => entry.engine === "postgres").map(ofFounding);

/** Our own variants. */
export const ownAttacks: readonly Attack[] = [
  ...ofClass("tx-escape", escapeAttacks),
  ...ofClass("session-poison", sessionAttacks),
  ...ofClass("hidden-write", hiddenWriteAttacks),
  ...ofClass("hidden-write", writeModeAttacks),
  ...ofClass("function-call", placeAttacks),
  ...ofClass("function-call", notationAttacks),
  ...ofClass("function-call", disguiseAttacks),
  ...ofClass("function-call", checkedDomainAttacks),
  ...ofClass("hidden-write", disguisedWrites),
  ...ofClass("admin-function", adminAttacks),
  ...ofClass("file-access", fileAttacks),
  ...ofClass("sql-as-text", textAttacks),
  ...ofClass("resource", resourceAttacks),
  ...ofClass("timeout-evasion", madeValueAttacks),
  ...ofClass("timeout-evasion", widePlanAttacks),
  ...ofClass("schema-bypass", bypassAttacks),
];

/** Both. */
export const allAttacks: readonly Attack[] = [...foundingAttacks, ...ownAttacks];
