// `pgmcp policy test`: the examples of a policy file, tried and compared. They are checked,
// not run: a policy's test should not depend on today's rows.

import { PgmcpError } from "../../../core/errors.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import type { PolicyExample } from "../../../core/policy/policy_example.ts";
import type { PolicyGuard } from "../../../core/services/policy_guard.ts";
import type { Verdict } from "../../../core/sql/verdict.ts";
import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import { printableLine } from "../terminal/printable.ts";
import { createStyle } from "../terminal/style.ts";
import { openPolicyTarget, type PolicySurroundings } from "./open_policy_target.ts";
import type { PolicyAction } from "./policy_action.ts";
import { fixedSource, readValidPolicy } from "./read_policy.ts";
import { policyGuardOf, tryStatement } from "./try_statement.ts";

/** Tries the examples; returns the exit code: 1 where one is not as expected. */
export async function testPolicy(
  action: PolicyAction & { readonly kind: "test" },
  surroundings: PolicySurroundings,
): Promise<number> {
  const { screen } = surroundings;
  const parsed = await readValidPolicy(action.file);
  if (parsed.tests.length === 0) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: `Cannot test ${action.file}: it has no tests`,
      hint: "Write some under tests: at the end of the file; pgmcp policy test --help shows one.",
    });
  }
  await using target = await openPolicyTarget(surroundings, { ...action, withPolicy: false });
  const guard = policyGuardOf(target, fixedSource(parsed, action.file));
  const style = createStyle(screen.colour);
  let failed = 0;
  for (const test of parsed.tests) {
    const wrong = await tryOne(test, { guard, policy: parsed.policy });
    if (wrong.length > 0) failed++;
    if (action.json) {
      const { line, name, sql } = test;
      screen.write(`${JSON.stringify({ name, line, sql, passed: wrong.length === 0, wrong })}\n`);
      continue;
    }
    const mark = wrong.length === 0 ? style.green("✓") : style.red("✗");
    const place = style.dim(`${printableLine(action.file)}:${test.line}`);
    screen.write(`${mark} ${printableLine(test.name)} ${place}\n`);
    for (const text of wrong) screen.write(`    ${printableLine(text)}\n`);
  }
  if (!action.json) {
    screen.write(`${parsed.tests.length - failed} passed, ${failed} failed\n`);
  }
  return failed === 0 ? 0 : FAILURE_EXIT_CODE;
}

/** What is not as the example says. */
async function tryOne(
  test: PolicyExample,
  { guard, policy }: { readonly guard: PolicyGuard; readonly policy: Policy },
): Promise<readonly string[]> {
  const { attributes, role, sql } = test;
  // Such a key sees nothing: every example that expects a refusal would pass.
  if (role !== null && policy.roles.size > 0 && !policy.roles.has(role)) {
    return [`The policy has no role ${role}: it has ${[...policy.roles.keys()].join(", ")}.`];
  }
  const principal = { id: "policy test", role, team: null, attributes };
  return differences(test, await tryStatement(guard, sql, principal));
}

function differences(test: PolicyExample, verdict: Verdict): readonly string[] {
  if (verdict.kind !== "allow") {
    if (test.expect === "allowed") return [`It is refused: ${verdict.code}: ${verdict.message}`];
    return test.code === null || test.code === verdict.code
      ? []
      : [`It is refused with ${verdict.code}, not with ${test.code}.`];
  }
  if (test.expect === "refused") return ["It is allowed."];
  const { filteredTables = [], maskedColumns = [] } = verdict.policy ?? {};
  return [
    ...compare("masked", test.masked, maskedColumns),
    ...compare("filtered", test.filtered, filteredTables),
  ];
}

// `customers.email` may stand for `public.customers.email`.
function compare(
  what: string,
  expected: readonly string[] | null,
  found: readonly string[],
): readonly string[] {
  if (expected === null) return [];
  const means = (written: string, full: string) => full === written || full.endsWith(`.${written}`);
  const missing = expected.filter((one) => !found.some((full) => means(one, full)));
  const more = found.filter((full) => !expected.some((one) => means(one, full)));
  return [
    ...missing.map((name) => `${name} is not ${what}.`),
    ...more.map((name) => `${name} is ${what}, which the test does not say.`),
  ];
}
