// What a catalogue relation shows under a policy that hides something: rows about what the role may
// know of, and of those the columns that tell neither of hidden columns nor of how many rows there
// are. A relation that is not listed here stays closed. Everything is qualified, for the client's
// WITH names and search path must not reach into it.

import type { ShownObjects } from "../shown_objects.ts";
import { CATALOGUE_COLUMNS } from "./catalogue_columns.gen.ts";
import { type CatalogueFilter, catalogueFilter } from "./catalogue_filters.ts";
import {
  isAmong,
  isOf,
  namesOf,
  type RelationSet,
  type ShownSets,
  shownSets,
  withSets,
} from "./shown_sets.ts";
import { splitNames } from "./split_names.ts";

/** A relation's condition, and its columns by name with what stands for them; all as they are without. */
interface ShownRelation {
  readonly condition: (sets: ShownSets) => string;
  readonly columns?: (sets: ShownSets) => ReadonlyMap<string, string>;
}

/** Relations that tell of no object of the database. */
const OF_NO_OBJECT: ReadonlySet<string> = new Set([
  ...["pg_catalog.pg_am", "pg_catalog.pg_available_extensions", "pg_catalog.pg_language"],
  ...["pg_catalog.pg_timezone_abbrevs", "pg_catalog.pg_timezone_names"],
  ...["information_schema.character_sets", "information_schema.collations"],
  ...["information_schema.information_schema_catalog_name", "information_schema.sql_features"],
  ...["information_schema.sql_implementation_info", "information_schema.sql_parts"],
  "information_schema.sql_sizing",
]);

/** Relations that name nothing of a table: they show what they do where SCHEMAS is limited. */
const OF_NO_TABLE: ReadonlySet<string> = new Set([
  ...OF_NO_OBJECT,
  ...["pg_catalog.pg_collation", "pg_catalog.pg_database", "pg_catalog.pg_extension"],
  ...["pg_catalog.pg_opclass", "pg_catalog.pg_ts_config"],
]);

const FILTERS: Readonly<Record<string, ShownRelation>> = {
  "pg_catalog.pg_namespace": {
    condition: ({ isSchema }) => `${isSchema("nspname")} OR ${same("nspname", "'pg_catalog'")}`,
  },
  "pg_catalog.pg_class": {
    condition: ({ isShown }) =>
      `${isShown("oid")} OR ${isOf("oid", "pgmcp_index")} OR ${isOf("oid", "pgmcp_sequence")}`,
    columns: ({ isWhole }) => {
      // Of an index what holds of its table.
      const whole = `${isWhole("oid")} OR oid OPERATOR(pg_catalog.=) ANY (SELECT x.oid FROM ` +
        `pgmcp_index x WHERE ${isWhole("x.relation")})`;
      return columnsOf(
        `oid relname relnamespace reltype reloftype relowner relam relfilenode reltablespace
        relpages reltuples relallvisible reltoastrelid relhasindex relisshared relpersistence relkind
        relnatts relchecks relhasrules relhastriggers relhassubclass relrowsecurity
        relforcerowsecurity relispopulated relreplident relispartition relrewrite relfrozenxid
        relminmxid relacl reloptions xmin`,
        {
          ...where(
            whole,
            // How many rows and columns there are, and of which kinds.
            "relpages reltuples relallvisible reltoastrelid relhasindex relnatts relchecks",
          ),
          // Foreign keys of denied tables have triggers here, and denied children show.
          ...where("false", "relhastriggers relhassubclass"),
        },
      );
    },
  },
  "pg_catalog.pg_attribute": {
    condition: () =>
      `${isAmong("attrelid, attnum", "SELECT c.relation, c.number FROM pgmcp_column c")} OR ${
        isOf("attrelid", "pgmcp_index")
      }`,
  },
  "pg_catalog.pg_attrdef": {
    // An expression that names columns by their numbers could be read as that of another table.
    condition: ({ isWhole, hidesColumns }) =>
      isAmong(
        "adrelid, adnum",
        `SELECT c.relation, c.number FROM pgmcp_column c WHERE NOT c.masked AND ${
          hidesColumns ? "NOT c.generated" : `(NOT c.generated OR ${isWhole("c.relation")})`
        }`,
      ),
  },
  "pg_catalog.pg_index": { condition: () => isOf("indexrelid", "pgmcp_index") },
  "pg_catalog.pg_constraint": {
    condition: () =>
      "oid OPERATOR(pg_catalog.=) ANY (SELECT k.oid FROM pgmcp_constraint k WHERE k.shown)",
  },
  "pg_catalog.pg_inherits": {
    condition: ({ isShown }) =>
      ["inhrelid", "inhparent"].map((column) =>
        `(${isShown(column)} OR ${isOf(column, "pgmcp_index")})`
      ).join(" AND "),
  },
  "pg_catalog.pg_partitioned_table": { condition: ({ isWhole }) => isWhole("partrelid") },
  "pg_catalog.pg_sequence": { condition: () => isOf("seqrelid", "pgmcp_sequence") },
  "pg_catalog.pg_depend": {
    // Which sequence belongs to which column.
    condition: () =>
      `${same("classid", "'pg_catalog.pg_class'::pg_catalog.regclass")} AND ${
        same("refclassid", "'pg_catalog.pg_class'::pg_catalog.regclass")
      } AND ${isOf("objid", "pgmcp_sequence")} AND ${
        isAmong(
          "refobjid, refobjsubid",
          "SELECT c.relation, c.number::pg_catalog.int4 FROM pgmcp_column c",
        )
      }`,
  },
  "pg_catalog.pg_description": {
    // What is said of a table may name its columns.
    condition: ({ hasAllColumns, isSchema }) =>
      `(${same("classoid", "'pg_catalog.pg_class'::pg_catalog.regclass")} AND ${
        hasAllColumns("objoid")
      }) OR (${
        same("classoid", "'pg_catalog.pg_namespace'::pg_catalog.regclass")
      } AND objoid OPERATOR(pg_catalog.=) ANY (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE ${
        isSchema("n.nspname")
      }))`,
  },
  "pg_catalog.pg_type": {
    condition: ({ isShown }) =>
      `${same("typnamespace", "'pg_catalog'::pg_catalog.regnamespace")} OR ${
        isShown("typrelid")
      } OR ${isUsed("oid", "typarray", "SELECT c.type FROM pgmcp_column c")}`,
    columns: () =>
      columnsOf(`oid typname typnamespace typowner typlen typbyval typtype typcategory
        typispreferred typisdefined typdelim typrelid typelem typarray typalign typstorage
        typnotnull typbasetype typtypmod typndims typcollation`),
  },
  "pg_catalog.pg_enum": {
    condition: () =>
      `enumtypid OPERATOR(pg_catalog.=) ANY (SELECT y.oid FROM pg_catalog.pg_type y WHERE ${
        isUsed("y.oid", "y.typarray", "SELECT c.type FROM pgmcp_column c WHERE NOT c.masked")
      })`,
  },
  "pg_catalog.pg_tables": {
    condition: named("schemaname, tablename"),
    columns: () =>
      columnsOf("pg_catalog.pg_tables", {
        ...where(isWholeNamed("schemaname, tablename"), "hasindexes"),
        ...where("false", "hastriggers"),
      }),
  },
  "pg_catalog.pg_views": {
    condition: named("schemaname, viewname"),
    columns: () => columnsOf("schemaname viewname viewowner"),
  },
  "pg_catalog.pg_matviews": {
    condition: named("schemaname, matviewname"),
    columns: () =>
      columnsOf("schemaname matviewname matviewowner tablespace hasindexes ispopulated", {
        ...where(isWholeNamed("schemaname, matviewname"), "hasindexes"),
      }),
  },
  "pg_catalog.pg_indexes": { condition: named("schemaname, indexname", "pgmcp_index") },
  "pg_catalog.pg_sequences": {
    condition: named("schemaname, sequencename", "pgmcp_sequence"),
    columns: () =>
      columnsOf(
        `schemaname sequencename sequenceowner data_type start_value min_value max_value
        increment_by cycle cache_size`,
        { data_type: "data_type::pg_catalog.text" },
      ),
  },
  "information_schema.schemata": { condition: ({ isSchema }) => isSchema("schema_name") },
  "information_schema.tables": { condition: named("table_schema, table_name") },
  "information_schema.views": {
    condition: named("table_schema, table_name"),
    columns: () =>
      columnsOf(`table_catalog table_schema table_name check_option is_updatable is_insertable_into
        is_trigger_updatable is_trigger_deletable is_trigger_insertable_into`),
  },
  "information_schema.sequences": {
    condition: named("sequence_schema, sequence_name", "pgmcp_sequence"),
  },
  "information_schema.columns": {
    condition: () => isColumn("true"),
    columns: ({ isWhole }) =>
      columnsOf("information_schema.columns", {
        ...where(isColumn("NOT c.masked AND NOT c.generated"), "column_default"),
        ...where(isColumn(isWhole("c.relation")), "generation_expression"),
      }),
  },
  "information_schema.table_constraints": { condition: ofTable },
  "information_schema.key_column_usage": { condition: ofTable },
  "information_schema.constraint_table_usage": {
    condition: () => `${named("table_schema, table_name")()} AND ${ofNoTable()}`,
  },
  "information_schema.constraint_column_usage": {
    condition: () => `${isColumn("true")} AND ${ofNoTable()}`,
  },
  "information_schema.referential_constraints": { condition: ofNoTable },
  "information_schema.check_constraints": { condition: ofNoTable },
};

/** What of a relation of pg_catalog or information_schema is shown; null for nothing. */
export function shownCatalogueFilter(
  relation: { readonly schema: string; readonly name: string },
  shown: ShownObjects,
): CatalogueFilter | null {
  const written = `${relation.schema}.${relation.name}`;
  if (OF_NO_TABLE.has(written)) return catalogueFilter(relation, shown.schemas);
  const filter = Object.hasOwn(FILTERS, written) ? FILTERS[written] : undefined;
  if (filter === undefined) return null;
  const sets = shownSets(shown);
  const condition = filter.condition(sets);
  const columns = filter.columns?.(sets) ?? null;
  const list = columns === null
    ? "*"
    : [...columns].map(([name, value]) => name === value ? name : `${value} AS ${name}`).join(", ");
  return {
    with: withSets(`${condition} ${list}`, shown),
    ...{ condition, columns: list },
    names: columns === null ? null : new Set(columns.keys()),
  };
}

/** Whether something of the relation may be shown under a policy. */
export function hasShownFilter(schema: string, name: string): boolean {
  const written = `${schema}.${name}`;
  return OF_NO_TABLE.has(written) || Object.hasOwn(FILTERS, written);
}

/** Whether a relation tells of no object of the database, so that a policy has nothing to leave out of it. */
export function tellsOfNoObject(schema: string, name: string): boolean {
  return OF_NO_OBJECT.has(`${schema}.${name}`);
}

/** The columns of a list, or all those of a relation, with what stands for some of them. */
function columnsOf(
  list: string,
  instead: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  const known = CATALOGUE_COLUMNS.find(([written]) => written === list)?.[2]
    .replace(/:\S+/g, "") ?? list;
  return new Map([...splitNames(known)].map((name) => [name, instead[name] ?? name]));
}

/** Columns that are NULL but where a condition holds. */
function where(condition: string, columns: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...splitNames(columns)].map((name) => [name, `CASE WHEN ${condition} THEN ${name} END`]),
  );
}

function named(columns: string, set: RelationSet = "pgmcp_shown"): () => string {
  return () => isAmong(columns, namesOf(set));
}

function isWholeNamed(columns: string): string {
  return isAmong(columns, namesOf("pgmcp_shown", "x.whole"));
}

function isColumn(condition: string): string {
  return isAmong(
    "table_schema, table_name, column_name",
    `SELECT n.nspname, r.relname, c.name FROM pgmcp_column c JOIN pg_catalog.pg_class r ON ${
      same("r.oid", "c.relation")
    } JOIN pg_catalog.pg_namespace n ON ${same("n.oid", "r.relnamespace")} WHERE ${condition}`,
  );
}

function ofTable(): string {
  return isAmong(
    "constraint_schema, constraint_name, table_schema, table_name",
    "SELECT k.schema, k.name, k.table_schema, k.table_name FROM pgmcp_constraint k WHERE k.shown",
  );
}

/** Several tables may have constraints of one name: all of them have to be shown. */
function ofNoTable(): string {
  const names = "constraint_schema, constraint_name";
  const those = (condition: string) =>
    isAmong(names, `SELECT k.schema, k.name FROM pgmcp_constraint k WHERE ${condition}`);
  return `${those("k.shown")} AND (${those("NOT k.shown")}) IS NOT TRUE`;
}

/** A type that columns have, or whose arrays they are, or that their domains are made of. */
function isUsed(type: string, array: string, types: string): string {
  return `${type} OPERATOR(pg_catalog.=) ANY (${types}) OR ${array} OPERATOR(pg_catalog.=) ANY (${types}) OR ${type} OPERATOR(pg_catalog.=) ANY (SELECT b.typbasetype FROM pg_catalog.pg_type b WHERE b.oid OPERATOR(pg_catalog.=) ANY (${types}) AND b.typbasetype OPERATOR(pg_catalog.<>) 0::pg_catalog.oid)`;
}

function same(left: string, right: string): string {
  return `${left} OPERATOR(pg_catalog.=) ${right}`;
}
