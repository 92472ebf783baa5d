// Which tables a statement reaches through the relations that it names: themselves, what a
// view reads at any depth, and the table that a partition is part of. Rules of a table that
// protect nothing, such as a quota, hold for all of these ways to it.

import { type CompiledPolicy, relationKey } from "../policy/compiled_policy.ts";
import type { NamedTable } from "../policy/table_pattern.ts";
import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import type { RelationReference } from "../sql/verdict.ts";

/** A relation as it is named, and the tables it reaches. */
export interface ReachedRelation {
  readonly named: RelationReference;
  readonly tables: readonly NamedTable[];
}

/** The relations there are, as a compiled policy holds them. */
export type KnownRelations = Pick<CompiledPolicy, "relations">;

/** The tables as they are for whoever asks. */
export interface TableView {
  /** What relations reach. */
  reach(relations: readonly RelationReference[]): readonly ReachedRelation[];
  /** What a table is: shown as it is, with something of it hidden, or not there. */
  kindOf(table: NamedTable): "open" | "protected" | "denied";
}

/** Makes the view of a compiled policy. */
export type ViewOf = (compiled: KnownRelations) => TableView;

interface Index {
  readonly byName: ReadonlyMap<string, readonly CatalogueEntry[]>;
  readonly byOid: ReadonlyMap<string, CatalogueEntry>;
}

/** Makes views; it remembers the order of each compiled policy's relations. */
export function createTableViews(): ViewOf {
  const indexes = new WeakMap<KnownRelations, Index>();

  function indexOf(compiled: KnownRelations): Index {
    const known = indexes.get(compiled);
    if (known !== undefined) return known;
    const entries = [...compiled.relations.values()].map(({ entry }) => entry);
    const made = {
      byName: Map.groupBy(entries, ({ name }) => name),
      byOid: new Map(entries.map((entry) => [entry.oid, entry])),
    };
    indexes.set(compiled, made);
    return made;
  }

  return (compiled) => ({
    reach(relations) {
      const { byName, byOid } = indexOf(compiled);
      return relations.map((named) => {
        // A name without schema may be any of that name: it rather reaches too much.
        const starts = (byName.get(named.name) ?? []).filter(({ schema }) =>
          named.schema === null || named.schema === schema
        );
        const tables = [...allBelow(starts, byOid)].map(({ schema, name }) => ({ schema, name }));
        return { named, tables };
      });
    },
    kindOf: (table) => compiled.relations.get(relationKey(table))?.kind ?? "denied",
  });
}

function allBelow(
  starts: readonly CatalogueEntry[],
  byOid: Index["byOid"],
): ReadonlySet<CatalogueEntry> {
  const found = new Set<CatalogueEntry>(starts);
  // A set hands out what is added while it is walked.
  for (const { parents, reads } of found) {
    for (const oid of [...parents, ...reads.map((read) => read.oid)]) {
      const entry = byOid.get(oid);
      if (entry !== undefined) found.add(entry);
    }
  }
  return found;
}
