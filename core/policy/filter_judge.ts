// Judges the row filters of a compiled policy, each once: what one may call hangs on its text and
// on the types of its columns, not on the table. A policy of a thousand filters need not wait for
// all of them: whoever runs a statement asks for those of its tables, and may run nothing before.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { CompileProblem, ProtectedRelation, RelationRule } from "./compiled_policy.ts";

/** Options of {@linkcode createFilterJudge}. */
export interface FilterJudgeOptions {
  /** Says why a filter's probe may not run; null where it may. */
  judgeFilter(probe: string): Promise<string | null>;
  /** Hears of which tables filters are judged next, to look them up together; nothing by default. */
  foresee?(tables: readonly CatalogueEntry[]): Promise<void>;
}

/** Judges filters. */
export interface FilterJudge {
  /** What is wrong with the filters of `rules`; what was judged before is not judged again. */
  problemsOf(rules: Iterable<RelationRule>): Promise<readonly CompileProblem[]>;
}

/** Tables that are foreseen together. */
const FORESEEN_TABLES = 100;

interface Probed {
  readonly entry: CatalogueEntry;
  readonly filter: ProtectedRelation["filters"][number];
  /** What the judgement hangs on. */
  readonly key: string;
}

/** Makes a judge for one state of a database. */
export function createFilterJudge(options: FilterJudgeOptions): FilterJudge {
  const judged = new Map<string, Promise<string | null>>();
  const sound = new WeakSet<RelationRule>();

  function judgedOnce({ key, filter }: Probed): Promise<string | null> {
    const known = judged.get(key);
    if (known !== undefined) return known;
    const refused = options.judgeFilter(filter.probe);
    judged.set(key, refused);
    // A database that did not answer is asked again.
    refused.catch(() => judged.delete(key));
    return refused;
  }

  return {
    async problemsOf(rules): Promise<readonly CompileProblem[]> {
      const open = Iterator.from(rules).filter((rule) => !sound.has(rule)).toArray();
      const probed = open.flatMap((rule) => rule.kind === "protected" ? probesOf(rule) : []);
      const fresh = new Map<string, CatalogueEntry>();
      for (const { key, entry } of probed) if (!judged.has(key)) fresh.set(key, entry);
      const tables = [...new Set(fresh.values())];
      const problems: CompileProblem[] = [];
      let foreseen = 0;
      for (const each of probed) {
        if (each.entry === tables[foreseen]) {
          await options.foresee?.(tables.slice(foreseen, foreseen + FORESEEN_TABLES));
          foreseen += FORESEEN_TABLES;
        }
        const message = await judgedOnce(each);
        if (message !== null) problems.push({ rule: each.filter.rule, message });
      }
      if (problems.length === 0) { for (const rule of open) sound.add(rule); }
      return problems;
    },
  };
}

function probesOf({ entry, filters }: ProtectedRelation): readonly Probed[] {
  return filters.map((filter) => {
    const types = entry.columns.filter(({ name }) => filter.columns.has(name))
      .map(({ name, typeSchema, typeName }) => [name, typeSchema, typeName]);
    // A sub-query is judged with its tables, which the probe names.
    const text = filter.tables.length > 0 ? filter.probe : filter.text;
    return { entry, filter, key: JSON.stringify([text, types]) };
  });
}
