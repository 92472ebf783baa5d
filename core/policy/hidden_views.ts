// Views and materialised views that show what a policy hides. They do not exist, unless the level
// of the policy that hides it names them: whoever wrote that knew of both.

import type { CatalogueEntry } from "../ports/protection_catalogue.ts";
import { madeOfSecret, secretNumbers } from "./hidden_columns.ts";
import type { PolicyLevel } from "./policy_levels.ts";

/** Why views are hidden, by OID; of those that rules deny themselves nothing is said. */
export function hiddenViews(
  entries: Iterable<CatalogueEntry>,
  levels: readonly PolicyLevel[],
  byOid: ReadonlyMap<string, CatalogueEntry>,
): ReadonlyMap<string, string> {
  const views = [...entries].filter(({ kind }) => "vm".includes(kind));
  const hidden = new Map<string, string>();
  for (const level of levels) {
    const settled = new Map<string, string | null>();
    for (const view of views) {
      const reason = settle(view, { level, byOid, settled });
      if (reason !== null && !hidden.has(view.oid)) hidden.set(view.oid, reason);
    }
  }
  return hidden;
}

interface Settling {
  readonly level: PolicyLevel;
  readonly byOid: ReadonlyMap<string, CatalogueEntry>;
  readonly settled: Map<string, string | null>;
}

/** Why the level hides the view; null where it does not. Views come after what they read, however deep. */
function settle(view: CatalogueEntry, settling: Settling): string | null {
  const known = settling.settled.get(view.oid);
  if (known !== undefined) return known;
  settling.settled.set(view.oid, null);
  const reason = settling.level.names(view) ? null : reasonToHide(view, settling);
  settling.settled.set(view.oid, reason);
  return reason;
}

function reasonToHide(view: CatalogueEntry, settling: Settling): string | null {
  const { byOid, level } = settling;
  const name = `name it in ${level.place} to show it`;
  for (const read of view.reads) {
    const entry = byOid.get(read.oid);
    if (entry === undefined) {
      // No role's rules speak of those.
      if (level.base) return `It reads a system relation; ${name}`;
      continue;
    }
    const from = `${entry.schema}.${entry.name}`;
    const ruling = level.rulings.of(entry);
    const isView = "vm".includes(entry.kind);
    if (ruling.kind === "denied" || (isView && settle(entry, settling) !== null)) {
      return `It reads ${from}, which is denied; ${name}`;
    }
    if (ruling.rowFilters.length > 0) {
      return `It reads all rows of ${from}, which is filtered; ${name}`;
    }
    const secret = secretNumbers(entry, ruling);
    const made = madeOfSecret(entry, ruling, level);
    const columns = entry.columns.filter((column) =>
      secret.has(column.number) || made.includes(column.name)
    );
    if (columns.length > 0 && view.readsWholeRows) return `It uses whole rows of ${from}; ${name}`;
    const reached = columns.find(({ number }) => read.columns.includes(number));
    if (reached !== undefined) return `It reads ${from}.${reached.name}; ${name}`;
  }
  return null;
}
