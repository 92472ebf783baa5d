// A policy that holds and never changes, from its YAML.

import assert from "node:assert/strict";
import { parsePolicy } from "../../core/policy/parse_policy.ts";
import type { PolicySource } from "../../core/policy/policy_source.ts";

/** The source of the policy in `yaml`, which has to be one; nobody hears what it reports. */
export async function policySource(yaml: string): Promise<PolicySource> {
  const parsed = await parsePolicy(yaml);
  assert.ok(parsed.kind === "policy", JSON.stringify(parsed));
  const { places, policy } = parsed;
  return {
    ...{ policy, places, file: "policy.yaml", hashKey: null },
    onCandidate: () => () => {},
    report() {},
  };
}
