// Evidence for the catalogue's answers: the states of the rows they were made from. A state names a
// row by its kind and OID, with the transaction that wrote it (xmin): whatever is created, replaced,
// renamed or granted anew writes a row. ANALYZE and VACUUM write in place, and change none.
//   p, o: functions and operators by name, with their schemas, which may get other names
//   c, a: relations and their columns
//   b, w, i: relations alone, rules, children
//   t, d: types and their constraints        f: functions by OID    k: casts
//   r, y: what the names of relations and types mean under the search path

import { createHash } from "node:crypto";
import type { ObjectName } from "../../../core/ports/catalogue.ts";
import { quoteIdentifier, quoteLiteral } from "../../../core/sql/quote.ts";
import { arrayLiteral } from "./visible_relations.ts";

/** The names whose meaning a statement relies on. */
export interface EvidenceNames {
  readonly functions: readonly string[];
  readonly operators: readonly string[];
  readonly types: readonly ObjectName[];
  readonly relations: readonly ObjectName[];
  /** Whether it relies on which casts there are. */
  readonly casts: boolean;
}

/** The snapshot of a statement, as text. */
export const SNAPSHOT = "pg_catalog.pg_current_snapshot()::pg_catalog.text";

/**
 * The moment a statement sees, as text: where it is the same later on, nothing at all was committed
 * meanwhile. Empty on a standby, whose snapshots do not tell (their running transactions are left out).
 */
export const MOMENT: string =
  `CASE WHEN pg_catalog.pg_is_in_recovery() THEN '' ELSE ${SNAPSHOT} END`;

/** The state of a row of `alias`, as an SQL expression of type text: `kind`, `ids` joined by colons, a dot, its xmin. */
export function stateOf(kind: string, alias: string, ...ids: readonly string[]): string {
  const parts = [...ids.map((id) => `${id}::pg_catalog.text`)].join(" || ':' || ");
  return `'${kind}' || ${parts} || '.' || ${alias}.xmin::pg_catalog.text`;
}

/** The state of a function `p` or an operator `o` in the schema `n`. */
export function namedState(kind: "p" | "o"): string {
  return stateOf(kind, kind, `${kind}.oid`, "n.xmin");
}

/** The states of all casts that are not PostgreSQL's own; its own have OIDs below 16384. */
export function castStates(): string {
  return `SELECT ${stateOf("k", "k", "k.oid")} FROM pg_catalog.pg_cast k WHERE k.oid >= 16384`;
}

/** What a name means: its place in the list and the OID it reaches, 0 for none. */
export function meaningOf(kind: "r" | "y", place: number, oid: string): string {
  return `${kind}${place}.${oid}`;
}

/** All states as one short text, the same whatever order they came in. */
export function digestOf(states: Iterable<string>): string {
  const text = [...new Set(states)].sort().join(",");
  return createHash("md5").update(text).digest("hex");
}

/**
 * The query that looks again at what `names` and `states` are about; its one value `e` is
 * what {@linkcode digestOf} made of them, if nothing has changed.
 */
export function evidenceQuery(names: EvidenceNames, states: Iterable<string>): string {
  const known = oidsOf(states);
  const arms = [
    ...byName(
      names.functions,
      "p",
      `pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
      WHERE p.prokind <> 'p' AND n.oid <> 11 AND p.proname`,
    ),
    ...byName(
      names.operators,
      "o",
      `pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
      WHERE n.oid <> 11 AND o.oprname`,
    ),
    ...byOid(known.get("c"), stateOf("c", "c", "c.oid"), "pg_catalog.pg_class c WHERE c.oid"),
    ...byOid(
      known.get("c"),
      stateOf("a", "a", "a.attrelid", "a.attnum"),
      "pg_catalog.pg_attribute a WHERE a.attnum > 0 AND a.attrelid",
    ),
    ...byOid(
      // A relation's first rule sets its relhasrules, and so changes its own row.
      known.get("w"),
      stateOf("w", "w", "w.ev_class", "w.oid"),
      "pg_catalog.pg_rewrite w WHERE w.ev_class",
    ),
    ...byOid(known.get("b"), stateOf("b", "b", "b.oid"), "pg_catalog.pg_class b WHERE b.oid"),
    ...byOid(
      known.get("i"),
      stateOf("i", "i", "i.inhparent", "i.inhrelid"),
      "pg_catalog.pg_inherits i WHERE i.inhparent",
    ),
    ...byOid(known.get("t"), stateOf("t", "t", "t.oid"), "pg_catalog.pg_type t WHERE t.oid"),
    ...byOid(
      known.get("t"),
      stateOf("d", "d", "d.contypid", "d.oid"),
      "pg_catalog.pg_constraint d WHERE d.contypid",
    ),
    ...byOid(known.get("f"), stateOf("f", "p", "p.oid"), "pg_catalog.pg_proc p WHERE p.oid"),
    ...names.relations.map((name, place) => meaning("r", place, `to_regclass(${nameText(name)})`)),
    ...names.types.map((name, place) => meaning("y", place, `to_regtype(${nameText(name)})`)),
    ...(names.casts ? [castStates()] : []),
  ];
  return `SELECT pg_catalog.md5(COALESCE(pg_catalog.string_agg(DISTINCT x.state, ',' ORDER BY x.state), '')) AS e
    FROM (SELECT u.state COLLATE pg_catalog."C" FROM (${
    arms.length === 0 ? "SELECT NULL::pg_catalog.text" : arms.join(" UNION ALL ")
  }) u(state)) x(state)`;
}

function byName(names: readonly string[], kind: "p" | "o", from: string): readonly string[] {
  if (names.length === 0) return [];
  const list = quoteLiteral(arrayLiteral([...new Set(names)]));
  return [
    `SELECT ${namedState(kind)} FROM ${from} = ANY (${list}::pg_catalog.name[])`,
  ];
}

function byOid(
  oids: ReadonlySet<string> | undefined,
  state: string,
  from: string,
): readonly string[] {
  if (oids === undefined) return [];
  return [`SELECT ${state} FROM ${from} = ANY ('{${[...oids].join(",")}}'::pg_catalog.oid[])`];
}

function meaning(kind: "r" | "y", place: number, lookup: string): string {
  return `SELECT '${kind}${place}.' || COALESCE(pg_catalog.${lookup}::pg_catalog.oid, 0)::pg_catalog.text`;
}

function nameText({ schema, name }: ObjectName): string {
  const parts = schema === null ? [name] : [schema, name];
  return quoteLiteral(parts.map(quoteIdentifier).join("."));
}

/** The OIDs that each kind of state is about, the first of a state's. */
function oidsOf(states: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const state of states) {
    const [, kind, oid] = /^([a-z])(\d+)/.exec(state) ?? [];
    if (kind === undefined || oid === undefined) continue;
    const oids = found.get(kind) ?? new Set();
    found.set(kind, oids.add(oid));
  }
  return found;
}
