// The review of PostgreSQL's built-in types: which may be named in a cast, a column definition
// list, JSON_TABLE and the like. Read by the generator of types.gen.ts, never at run time.
// Arrays follow their element; the row types of catalogue relations are refused as a rule.
// A type that stands in neither list stops the generator.

/** Types that may be named. Their input functions only read the text they are given. */
export const ALLOWED_TYPE_REVIEW = `
  bool bytea char name int2 int4 int8 float4 float8 numeric money text varchar bpchar bit varbit
  date time timetz timestamp timestamptz interval uuid json jsonb jsonpath xml
  point lseg path box polygon line circle inet cidr macaddr macaddr8 tsvector tsquery
  int4range int8range numrange tsrange tstzrange daterange
  int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange
  oid xid xid8 cid tid pg_lsn int2vector oidvector regconfig`;

/**
 * Of the refused types, those that name objects as clients do, `'orders'::regclass`, with their
 * arrays. They may be named where no schema is hidden: then they tell nothing that
 * the catalogue does not.
 */
export const OBJECT_NAME_TYPE_REVIEW = `regclass regnamespace regproc regprocedure regrole regtype
  _regclass _regnamespace _regproc _regprocedure _regrole _regtype`;

/** Types that may not be named, by reason. */
export const REFUSED_TYPE_REVIEW: readonly { readonly reason: string; readonly names: string }[] = [
  {
    // regconfig is open: 'english'::regconfig is ordinary full-text search, and tells nothing of data.
    reason: "turns names and numbers into objects, and so tells which hidden ones exist",
    names: `regclass regcollation regdictionary regnamespace regoper regoperator regproc
      regprocedure regrole regtype`,
  },
  {
    reason: "is a pseudo-type",
    names: `any anyarray anycompatible anycompatiblearray anycompatiblemultirange
      anycompatiblenonarray anycompatiblerange anyelement anyenum anymultirange anynonarray anyrange
      cstring event_trigger fdw_handler index_am_handler internal language_handler pg_ddl_command
      record table_am_handler trigger tsm_handler unknown void`,
  },
  {
    reason: "is internal to PostgreSQL",
    names: `aclitem gtsvector pg_brin_bloom_summary pg_brin_minmax_multi_summary pg_dependencies
      pg_mcv_list pg_ndistinct pg_node_tree pg_snapshot refcursor txid_snapshot`,
  },
];

/**
 * Domains of information_schema that may be named: their CHECKs compare with constants only, and
 * graphical clients cast to them.
 */
export const INFORMATION_SCHEMA_TYPE_REVIEW =
  `cardinal_number character_data sql_identifier time_stamp yes_or_no`;
