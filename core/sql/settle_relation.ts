// The last word on one relation that exists: its schema, its kind, and to whom it
// belongs. Only what is data of the database's users is read.

import type { RelationInfo } from "../ports/catalogue.ts";
import type { RelationFact } from "./facts.ts";
import { refuseSchema } from "./judge_relations.ts";
import { describeRun, findHarmfulRun, hintForRun } from "./judge_runs.ts";
import { dotted, isSystemSchema, type NamePolicy } from "./name_policy.ts";
import type { Refusal } from "./refusal.ts";

/** `pg_class.relkind` of what may be read: tables, partitioned tables, views, materialised views. */
const READABLE_KINDS: ReadonlySet<string> = new Set(["r", "p", "v", "m"]);

/** Kinds that may be written. A view is not: it can write to tables of schemas that may not be named. */
const WRITABLE_KINDS: ReadonlySet<string> = new Set(["r", "p"]);

/**
 * Extensions whose tables and views are reference data. Those of others can show
 * the statements of other sessions, or pages of any table.
 */
const READABLE_EXTENSIONS: ReadonlySet<string> = new Set([
  "postgis",
  "postgis_raster",
  "postgis_topology",
  "postgis_tiger_geocoder",
]);

const KIND_WORDS: Readonly<Record<string, string>> = {
  f: "a foreign table, which can reach another server or run a program",
  S: "a sequence",
  i: "an index",
  I: "an index",
  t: "a TOAST table",
  c: "a composite type",
};

/** Judges `relation`, which is what `info` says; null if it may be read (or written, if it is the target). */
export function settleRelation(
  relation: RelationFact,
  info: RelationInfo,
  policy: NamePolicy,
): Refusal | null {
  if (isSystemSchema(info.schema)) {
    return refuse(relation, `The system relation ${info.schema}.${info.name} may not be read`);
  }
  if (policy.schemas?.has(info.schema) === false) return refuseSchema(relation, info.schema);
  if (!READABLE_KINDS.has(info.kind)) {
    const what = KIND_WORDS[info.kind] ?? "not a table or view";
    return refuse(relation, `${dotted(relation)} is ${what}`);
  }
  if (relation.target && !WRITABLE_KINDS.has(info.kind)) {
    return {
      ...refuse(relation, `${dotted(relation)} is a view, and a view is not written through`),
      hint: "Write to the table itself.",
    };
  }
  if (info.extension !== null && !READABLE_EXTENSIONS.has(info.extension)) {
    return refuse(
      relation,
      `${
        dotted(relation)
      } belongs to the extension ${info.extension}, whose relations are not reviewed`,
    );
  }
  const run = findHarmfulRun(info.runs, policy);
  if (run !== null) {
    const hint = hintForRun(run);
    return {
      ...refuse(relation, `The view ${dotted(relation)} calls ${describeRun(run)}`),
      ...(hint === undefined ? {} : { hint }),
    };
  }
  if (info.castsRunCode) {
    return {
      ...refuse(
        relation,
        `${
          dotted(relation)
        } has a column whose type runs a user's function: that of a cast, or the SUBTYPE_DIFF of a range`,
      ),
      hint:
        "An operator can drop the cast, make it WITH INOUT, or make the range without SUBTYPE_DIFF.",
    };
  }
  const [checked] = info.checkedColumns;
  if (checked !== undefined) {
    return {
      ...refuse(
        relation,
        `${
          dotted(relation)
        }.${checked} is of a domain whose CHECK calls a function, and values of it may be made here`,
      ),
      hint:
        "Cast the column to the type underneath, such as text or integer, and name columns one by one.",
    };
  }
  // A number that meets such a value in a UNION prints as the name of an object too.
  if (policy.schemas !== null && info.objectColumns.length > 0) {
    const columns = info.objectColumns.join(", ");
    return {
      ...refuse(
        relation,
        `Of ${
          dotted(relation)
        } the column ${columns} prints names of objects, and schemas are limited`,
      ),
      hint: "Read the other columns, by their names.",
    };
  }
  return null;
}

function refuse(relation: RelationFact, message: string): Refusal {
  return {
    code: "PGMCP_RELATION_NOT_ALLOWED",
    message,
    fragment: dotted(relation),
    location: relation.location,
  };
}
