// Proves the guard against the user's own database: every attack through the pipeline of
// a client's statement, and the same question put to the bare role. It changes nothing:
// every statement it runs reads, in a READ ONLY transaction that is rolled back.

import type { QuerySettings } from "../config/query_settings.ts";
import type { Database } from "../ports/database.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import { holdToPolicy } from "../services/hold_to_policy.ts";
import { createGuard } from "../services/guard.ts";
import { ATTACK_TEMPLATES } from "./attack_templates.ts";
import type { AttackTemplate } from "./attack_template.ts";
import { fillTemplates } from "./fill_templates.ts";
import { type Proof, sumUp, type TriedAttack } from "./proof.ts";
import { findTargets, type ProveTargets } from "./prove_targets.ts";
import { createBareRole } from "./try_bare.ts";
import { tryGuarded } from "./try_guarded.ts";

/** A statement of `prove` may run no longer than this, whatever QUERY_TIMEOUT says, in milliseconds. */
export const MAX_ATTACK_MS = 1_000;

/** Options of {@linkcode prove}. */
export interface ProveOptions extends CallOptions {
  /** What a client's SQL may do: the settings that are put to the test. */
  readonly settings: QuerySettings;
  /** The attacks; all of pgmcp's by default. */
  readonly templates?: readonly AttackTemplate[];
  /** Hears how many of how many are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What was found, and of what. */
export interface Proven {
  readonly proof: Proof;
  readonly targets: ProveTargets;
}

/** Runs the proof. Throws where the database is lost on the way: then nothing is proven. */
export async function prove(database: Database, options: ProveOptions): Promise<Proven> {
  const { settings, signal, templates = ATTACK_TEMPLATES, onProgress = () => {} } = options;
  const { readOnly, schemas, allowFunctions, maxRows } = settings;
  const call = signal === undefined ? {} : { signal };
  const timeoutMs = Math.min(settings.queryTimeoutMs, MAX_ATTACK_MS);
  const { catalogue, executor, explorer, policy } = database;
  const parts = {
    ...{ readOnly, schemas, allowFunctions, maxRows, catalogue },
    planner: { executor, timeoutMs },
    cacheCharacters: 0,
  };
  const held = policy === undefined ? null : holdToPolicy(policy, explorer, parts);
  const guard = held?.guard ?? createGuard(parts);
  const context = {
    guard,
    executor: database.executor,
    limits: {
      maxRows,
      maxBytes: settings.maxResultBytes,
      timeoutMs,
    },
  };
  const shown = held === null ? {} : { shown: held.explorer };
  const targets = await findTargets(database, { ...call, schemas, allowFunctions, ...shown });
  const tryable = templates.filter((one) => one.class !== "policy" || policy !== undefined);
  const { attacks, leftOut } = fillTemplates(tryable, targets);
  const bareRole = createBareRole(database.executor);
  const tried: TriedAttack[] = [];
  for (const attack of attacks) {
    onProgress(tried.length, attacks.length);
    const guarded = await tryGuarded(context, attack, call);
    tried.push({ attack, guarded, bare: await bareRole(attack.bare, call) });
  }
  onProgress(attacks.length, attacks.length);
  return { proof: sumUp(tried, leftOut.map(({ id }) => id)), targets };
}
