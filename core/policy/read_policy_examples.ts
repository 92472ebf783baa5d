// The examples of a policy file: statements, and what has to become of them.

import { TEST_KEYS } from "./policy_keys.ts";
import type { PolicyEntry, PolicyReader } from "./policy_reader.ts";
import type { PolicyExample } from "./policy_example.ts";

const EXAMPLE = "tests: [{ sql: SELECT email FROM customers, expect: allowed }]";

/** Reads `tests`. */
export function readPolicyExamples(
  entry: PolicyEntry | undefined,
  reader: PolicyReader,
): readonly PolicyExample[] {
  if (entry === undefined) return [];
  const { value } = entry;
  if (value.kind !== "list") {
    reader.reject(entry, "a list of examples", EXAMPLE);
    return [];
  }
  return value.items.flatMap((item, index) => {
    const test = readTest({ key: "tests", path: `tests.${index + 1}`, value: item }, reader);
    return test === null ? [] : [test];
  });
}

function readTest(entry: PolicyEntry, reader: PolicyReader): PolicyExample | null {
  const members = reader.keyed(entry, TEST_KEYS, EXAMPLE);
  if (members === null) return null;
  const sql = reader.text(members.get("sql"), "sql: SELECT email FROM customers");
  if (!members.has("sql")) {
    reader.note(entry.value.place, `Cannot use the test: it has no sql; for example ${EXAMPLE}`);
  }
  const expect = readExpectation(members.get("expect"), entry, reader);
  if (sql === null || expect === null) return null;
  const masked = members.get("masked");
  const filtered = members.get("filtered");
  return {
    name: reader.text(members.get("name"), "name: e-mail is masked") ?? sql.trim(),
    sql,
    role: reader.text(members.get("role"), "role: support"),
    attributes: readAttributes(members.get("attributes"), reader),
    expect,
    masked: masked === undefined ? null : reader.names(masked, "masked: [customers.email]"),
    filtered: filtered === undefined ? null : reader.names(filtered, "filtered: [orders]"),
    code: reader.text(members.get("code"), "code: PGMCP_READ_ONLY"),
    line: entry.value.place.line,
  };
}

function readExpectation(
  entry: PolicyEntry | undefined,
  test: PolicyEntry,
  reader: PolicyReader,
): "allowed" | "refused" | null {
  if (entry === undefined) {
    reader.note(
      test.value.place,
      `Cannot use the test: it does not say what to expect; for example ${EXAMPLE}`,
    );
    return null;
  }
  const text = entry.value.kind === "text" ? entry.value.text : "";
  if (text === "allowed" || text === "refused") return text;
  reader.reject(entry, "allowed or refused", "expect: refused");
  return null;
}

function readAttributes(
  entry: PolicyEntry | undefined,
  reader: PolicyReader,
): Readonly<Record<string, string>> {
  if (entry === undefined) return {};
  const pairs = reader.named(entry, "attributes: { tenant: 1 }").flatMap((member) => {
    const text = reader.text(member, `${member.key}: 1`);
    return text === null ? [] : [[member.key, text] as const];
  });
  return Object.fromEntries(pairs);
}
