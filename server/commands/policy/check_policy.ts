// `pgmcp policy check`: what is wrong with a policy file, by itself and for a database. Where the
// database cannot be asked, what the file alone tells is told, and then why there is no more.

import { PgmcpError } from "../../../core/errors.ts";
import { findIdleRules } from "../../../core/policy/find_idle_rules.ts";
import { findMaskTypos } from "../../../core/policy/find_mask_typos.ts";
import type { ParsedPolicy } from "../../../core/policy/parse_policy.ts";
import type { RuleRemark } from "../../../core/policy/rule_remark.ts";
import { examinePolicy, type PolicyExamination } from "../../../core/services/examine_policy.ts";
import { createParser } from "../../../core/sql/parse.ts";
import type { Place } from "../../../core/yaml/file_problem.ts";
import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import { printableLine } from "../terminal/printable.ts";
import type { Screen } from "../terminal/screen.ts";
import { createStyle } from "../terminal/style.ts";
import { isConfigured, openPolicyTarget, type PolicySurroundings } from "./open_policy_target.ts";
import type { PolicyAction } from "./policy_action.ts";
import { readPolicy } from "./read_policy.ts";

/** One thing to say. */
interface Remark {
  readonly severity: "error" | "warning" | "note";
  /** Where it stands in the file; null for what follows from all of it. */
  readonly line: number | null;
  readonly column: number | null;
  readonly text: string;
}

/** What has no place comes after all that has one. */
const LAST = Number.MAX_SAFE_INTEGER;

/** Checks the file; returns the exit code. Throws, after what the file alone tells, what kept it from the database. */
export async function checkPolicy(
  action: PolicyAction & { readonly kind: "check" },
  surroundings: PolicySurroundings,
): Promise<number> {
  const { screen } = surroundings;
  const parsed = await readPolicy(action.file);
  const online = !action.offline && isConfigured(surroundings, action.database) &&
    parsed.kind === "policy";
  const held = online ? await holdAgainstDatabase(parsed, action, surroundings) : [];
  const unheld = held instanceof PgmcpError ? held : null;
  const remarks = parsed.kind === "problems"
    ? parsed.problems.map(({ place, text }): Remark => ({ severity: "error", ...place, text }))
    : [
      ...idleRemarks(parsed),
      ...warnings(findMaskTypos(parsed.policy), parsed),
      ...(held instanceof PgmcpError ? [] : held),
    ];
  const ordered = remarks.toSorted((left, right) =>
    (left.line ?? LAST) - (right.line ?? LAST) || (left.column ?? 0) - (right.column ?? 0)
  );
  const failed = remarks.some(({ severity }) => severity === "error");
  const hash = parsed.kind === "policy" ? parsed.policy.hash : null;
  const checked: Checked = {
    file: action.file,
    valid: unheld === null ? !failed : null,
    hash,
    database: online && unheld === null,
    unheld,
    remarks: ordered,
  };
  if (action.json) screen.write(`${JSON.stringify(record(checked))}\n`);
  else draw(checked, screen);
  if (unheld !== null) throw unheld;
  return failed ? FAILURE_EXIT_CODE : 0;
}

/** What came of the check. */
interface Checked {
  readonly file: string;
  /** Whether it can be used; null where nobody knows. */
  readonly valid: boolean | null;
  /** The policy's hash; null for a file that holds none. */
  readonly hash: string | null;
  /** Whether it was held against a database. */
  readonly database: boolean;
  /** Why it could not be. */
  readonly unheld: PgmcpError | null;
  readonly remarks: readonly Remark[];
}

function record({ unheld, remarks, ...checked }: Checked) {
  if (unheld === null) return { ...checked, remarks };
  const { code, hint, message } = unheld;
  return { ...checked, error: { code, message, hint }, remarks };
}

function draw(checked: Checked, screen: Screen): void {
  const { database, file, hash, remarks, valid } = checked;
  const style = createStyle(screen.colour);
  const colours = { error: style.red, warning: style.yellow, note: style.dim };
  for (const { column, line, severity, text } of remarks) {
    const at = line === null ? "" : `${line}:${column}:`;
    const place = `${printableLine(file)}:${at}`;
    screen.write(
      `${style.bold(place)} ${colours[severity](`${severity}:`)} ${printableLine(text)}\n`,
    );
  }
  if (valid === null) {
    const state = "? the file alone has no error; whether its names, masks and row filters fit " +
      "the database is not known:";
    screen.write(`${style.yellow(state)}\n`);
    return;
  }
  const state = valid
    ? style.green("✓ the policy can be used")
    : style.red("✗ the policy cannot be used");
  const against = database
    ? "held against the database"
    : "not held against a database: set DATABASE_URL for that";
  const detail = hash === null ? "" : style.dim(` (${against}, sha256:${hash.slice(0, 12)})`);
  screen.write(`${state}${detail}\n`);
}

function warnings(remarks: readonly RuleRemark[], { places }: ParsedPolicy): readonly Remark[] {
  return remarks.map(({ rule, text }) => ({
    severity: "warning",
    ...placeOf(rule, places),
    text: `${rule}: ${text}`,
  }));
}

function idleRemarks(parsed: ParsedPolicy): readonly Remark[] {
  return findIdleRules(parsed.policy).map(({ reason, rule }) => ({
    severity: "warning",
    ...placeOf(rule, parsed.places),
    text: `${rule} changes nothing. ${reason}`,
  }));
}

/** The remarks, or why there are none. */
async function holdAgainstDatabase(
  parsed: ParsedPolicy,
  action: PolicyAction & { readonly kind: "check" },
  surroundings: PolicySurroundings,
): Promise<readonly Remark[] | PgmcpError> {
  try {
    return await databaseRemarks(parsed, action, surroundings);
  } catch (error) {
    if (error instanceof PgmcpError) return error;
    throw error;
  }
}

async function databaseRemarks(
  parsed: ParsedPolicy,
  action: PolicyAction & { readonly kind: "check" },
  surroundings: PolicySurroundings,
): Promise<readonly Remark[]> {
  await using target = await openPolicyTarget(surroundings, { ...action, withPolicy: false });
  const { database: { catalogue }, settings } = target;
  const found = await examinePolicy(parsed, { catalogue, settings, parser: createParser() });
  const { places } = parsed;
  return [
    ...found.problems.map(({ rule, text }): Remark => ({
      severity: "error",
      ...placeOf(rule, places),
      text: `${rule}: ${text}`,
    })),
    ...warnings(found.warnings, parsed),
    ...lineageRemarks(found),
  ];
}

// What holds for everybody holds for each role too, and is said once.
function lineageRemarks({ lineage }: PolicyExamination): readonly Remark[] {
  const said = new Set<string>();
  return [...lineage].flatMap(([role, notes]) =>
    notes.flatMap(({ effect, object, reason }) => {
      const key = `${object} ${effect} ${reason}`;
      if (said.has(key)) return [];
      said.add(key);
      const whose = role === "" ? "" : ` for the role ${role}`;
      const text = `${object} is ${effect}${whose}: ${reason}.`;
      return [{ severity: "note", line: null, column: null, text } as const];
    })
  );
}

// A rule that has no place of its own stands where what holds it does.
function placeOf(rule: string, places: ReadonlyMap<string, Place>): Place {
  for (let path = rule; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf(".")))) {
    const place = places.get(path);
    if (place !== undefined) return place;
  }
  return { line: 1, column: 1 };
}
