// A policy as it holds now, for whoever asks: compiled against the database for the caller's role,
// anew when the policy or the database changes. What does not fit is thrown, never skipped: a
// policy that cannot be applied lets nothing through.

import { LOCAL_PRINCIPAL, type Principal } from "../auth/principal.ts";
import { PgmcpError } from "../errors.ts";
import { compilePolicy } from "../policy/compile_policy.ts";
import type { CompiledPolicy, CompileProblem, RelationRule } from "../policy/compiled_policy.ts";
import { createFilterJudge, type FilterJudge } from "../policy/filter_judge.ts";
import { hashKeyPads } from "../policy/hash_key_pads.ts";
import type { Policy } from "../policy/policy.ts";
import type { PolicySource } from "../policy/policy_source.ts";
import type { Binding } from "../policy/sql_template.ts";
import type { Catalogue } from "../ports/catalogue.ts";
import type { CatalogueEvidence } from "../ports/catalogue_evidence.ts";
import type { CatalogueEntry, ProtectionSnapshot } from "../ports/protection_catalogue.ts";
import type { CallOptions } from "../ports/query_executor.ts";
import type { Parser } from "../sql/parse.ts";

/** Options of {@linkcode createProtection}. */
export interface ProtectionOptions {
  readonly source: Pick<PolicySource, "policy" | "hashKey">;
  readonly catalogue: Pick<Catalogue, "readEntries" | "resolve">;
  readonly parser: Parser;
  /** Says why a row filter's probe may not run; null where it may. */
  judgeFilter(probe: string): Promise<string | null>;
  /** How long the database's relations are taken to be what they were, in milliseconds; 5,000 by default. */
  readonly keepMs?: number;
  /** The time now, in milliseconds; for tests. */
  readonly now?: () => number;
}

/** How long relations are kept by default, in milliseconds. */
const DEFAULT_KEEP_RELATIONS_MS = 5_000;

/** A database that does not fit its policy is looked at anew so often, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;

/** So many times as long as it is kept may a snapshot serve while the next one is taken. */
const STALE_FACTOR = 3;

/** A policy in one state of the database, and what is known of its row filters there. */
interface JudgedPolicy {
  readonly policy: Policy;
  readonly taken: ProtectionSnapshot;
  readonly filters: FilterJudge;
}

/** A policy that is applied. */
export interface Protection {
  /**
   * What holds for the caller. Row filters are judged meanwhile: what reads a table must ask `judge` first. Throws
   * `PGMCP_POLICY_INVALID`, and what the catalogue throws.
   */
  compiledFor(call?: CallOptions & { readonly fresh?: boolean }): Promise<CompiledPolicy>;
  /** Comes back once the row filters of `rules` may run. Throws `PGMCP_POLICY_INVALID`, and what the catalogue throws. */
  judge(compiled: CompiledPolicy, rules: readonly (RelationRule | null)[]): Promise<void>;
  /** What shows that the database is still the one that a policy was compiled for; null where nothing changes. */
  evidenceFor(compiled: CompiledPolicy): CatalogueEvidence | null;
  /** What is wrong with a policy that would apply, for everybody and each role. Throws what the catalogue throws. */
  examine(candidate: Pick<PolicySource, "policy" | "hashKey">): Promise<readonly CompileProblem[]>;
  /** The values to bind for the caller. Throws `PGMCP_POLICY_NOT_APPLICABLE` where one is not known. */
  valuesOf(bindings: readonly Binding[], principal?: Principal): Promise<readonly string[]>;
}

/** Makes it. */
export function createProtection(options: ProtectionOptions): Protection {
  const { source, catalogue, keepMs = DEFAULT_KEEP_RELATIONS_MS } = options;
  const now = options.now ?? (() => performance.now());
  let takenAt = -Infinity;
  let held: JudgedPolicy | null = null;
  let examined: JudgedPolicy | null = null;
  let byRole = new Map<string, Promise<CompiledPolicy>>();
  const evidence = new WeakMap<CompiledPolicy, CatalogueEvidence>();
  const judges = new WeakMap<CompiledPolicy, FilterJudge>();
  const refused = new WeakMap<CompiledPolicy, CompileProblem>();
  const pads = new Map<string, Promise<{ readonly inner: string; readonly outer: string }>>();

  function takeAnew(): Promise<ProtectionSnapshot> {
    // It belongs to no one call: that one gives up does not take it from the others.
    const taken = catalogue.readEntries({ fresh: true });
    takenAt = now();
    taken.catch(() => takenAt = -Infinity);
    return taken;
  }

  function entries(fresh: boolean): Promise<ProtectionSnapshot> {
    const age = now() - takenAt;
    if (fresh || age > STALE_FACTOR * keepMs) return takeAnew();
    // What the catalogue keeps, until some of it was seen not to hold any longer.
    const kept = catalogue.readEntries({});
    // While calls come one after the other none of them waits.
    if (age > keepMs) takeAnew();
    return kept;
  }

  function judgeFilter(probe: string): Promise<string | null> {
    return options.judgeFilter(probe);
  }

  // What the judgement of each filter would ask for by itself, the catalogue then knows.
  async function foresee(tables: readonly CatalogueEntry[]): Promise<void> {
    if (tables.length < 2) return;
    const relations = tables.map(({ schema, name }) => ({ schema, name }));
    await catalogue.resolve({ functions: [], operators: [], types: [], relations });
  }

  /** Whoever asks of the same filters in the same database shares what is judged, also what is under way. */
  function judgedPolicy(policy: Policy, taken: ProtectionSnapshot): JudgedPolicy {
    for (const each of [held, examined]) {
      if (each?.policy === policy && sameEntries(each.taken, taken)) return { ...each, taken };
    }
    return { policy, taken, filters: createFilterJudge({ judgeFilter, foresee }) };
  }

  // All filters are judged in the background: once one is refused, nothing runs.
  async function compileWith(
    filters: FilterJudge,
    ...[policy, taken, how]: Parameters<typeof compilePolicy>
  ): Promise<CompiledPolicy> {
    const compiled = await compilePolicy(policy, taken, how);
    judges.set(compiled, filters);
    filters.problemsOf(compiled.relations.values()).then(([problem]) => {
      if (problem !== undefined) refused.set(compiled, problem);
    }, () => {
      // The database did not answer: whoever reads a table asks again.
    });
    return compiled;
  }

  async function compiledFor(
    call: CallOptions & { readonly fresh?: boolean } = {},
  ): Promise<CompiledPolicy> {
    const taken = await entries(call.fresh === true);
    const { policy } = source;
    const judged = judgedPolicy(policy, taken);
    if (held?.filters !== judged.filters) {
      byRole = new Map();
      examined = null;
    }
    held = judged;
    const { role } = call.principal ?? LOCAL_PRINCIPAL;
    // Roles that the policy does not know share one, or a client could fill the memory with names.
    const key = role === null ? "" : policy.roles.has(role) ? `role ${role}` : "unknown";
    const known = byRole.get(key) ?? compileWith(judged.filters, policy, taken, {
      role: key === "unknown" ? UNKNOWN_ROLE : role,
      parser: options.parser,
      hasHashKey: source.hashKey !== null,
    });
    const kept = byRole;
    kept.set(key, known);
    known.catch(() => kept.delete(key));
    const compiled = await known;
    if (taken.evidence !== undefined) evidence.set(compiled, taken.evidence);
    const problem = compiled.problems[0] ?? refused.get(compiled);
    if (problem === undefined) return compiled;
    // The table that is missed may be back: nothing runs meanwhile, so looking again costs nobody.
    if (call.fresh !== true && now() - takenAt > LOOK_AGAIN_MS) {
      return await compiledFor({ ...call, fresh: true });
    }
    throw invalid(problem);
  }

  async function judgeRules(
    compiled: CompiledPolicy,
    rules: readonly (RelationRule | null)[],
  ): Promise<void> {
    const filters = judges.get(compiled);
    if (filters === undefined) throw new PgmcpError("PGMCP_INTERNAL");
    const [problem] = await filters.problemsOf(rules.filter((rule) => rule !== null));
    if (problem !== undefined) throw invalid(problem);
  }

  async function examine(
    candidate: Pick<PolicySource, "policy" | "hashKey">,
  ): Promise<readonly CompileProblem[]> {
    const taken = await entries(true);
    const problems = new Map<string, CompileProblem>();
    examined = judgedPolicy(candidate.policy, taken);
    const { filters } = examined;
    for (const role of [null, ...candidate.policy.roles.keys()]) {
      const compiled = await compilePolicy(candidate.policy, taken, {
        role,
        parser: options.parser,
        hasHashKey: candidate.hashKey !== null,
      });
      const refusedFilters = await filters.problemsOf(compiled.relations.values());
      for (const each of [...compiled.problems, ...refusedFilters]) {
        problems.set(`${each.rule}\0${each.message}`, each);
      }
    }
    return [...problems.values()];
  }

  async function valueOf(binding: Binding, principal: Principal): Promise<string> {
    if (binding.kind === "attribute") {
      const value = attributeOf(principal, binding.name);
      if (value !== null) return value;
      throw new PgmcpError("PGMCP_POLICY_NOT_APPLICABLE", {
        message: `Cannot apply the row filter: nothing is known of the caller's ${binding.name}.`,
        hint: "An operator can give the caller's key that attribute.",
      });
    }
    const { hashKey } = source;
    if (hashKey === null) throw new PgmcpError("PGMCP_POLICY_INVALID");
    const role = principal.role ?? "";
    const key = `${Array.from(hashKey).join(" ")}\0${role}`;
    const made = pads.get(key) ?? hashKeyPads(hashKey, role);
    if (pads.size > MAX_PADS) pads.clear();
    pads.set(key, made);
    return (await made)[binding.pad];
  }

  return {
    compiledFor,
    judge: judgeRules,
    evidenceFor: (compiled) => evidence.get(compiled) ?? null,
    examine,
    valuesOf: (bindings, principal = LOCAL_PRINCIPAL) =>
      Promise.all(bindings.map((binding) => valueOf(binding, principal))),
  };
}

// The rule names what is hidden: it is for whoever reads the cause, and for `policy check`.
function invalid({ rule, message }: CompileProblem): PgmcpError {
  return new PgmcpError("PGMCP_POLICY_INVALID", { cause: new Error(`${rule}: ${message}`) });
}

/** No role of a policy is called so: it is denied everything where the policy has roles. */
const UNKNOWN_ROLE = "\0";

const MAX_PADS = 1_000;

function attributeOf(principal: Principal, name: string): string | null {
  if (name === "id") return principal.id;
  if (name === "role") return principal.role;
  if (name === "team") return principal.team;
  return Object.hasOwn(principal.attributes, name) ? principal.attributes[name] ?? null : null;
}

// Another answer of the same content is the same database: what was compiled stays.
function sameEntries(one: ProtectionSnapshot, other: ProtectionSnapshot): boolean {
  if (one === other) return true;
  // At the same moment of the database nothing was committed between the two.
  const moment = one.evidence?.moment ?? "";
  if (moment !== "" && moment === other.evidence?.moment) return true;
  return JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));
}

function contentOf({ entries, schemas, types }: ProtectionSnapshot): unknown {
  return [entries, schemas, types];
}
