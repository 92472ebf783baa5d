// The keys of a policy file and what each says: the parser knows no other, and the JSON
// Schema for editors shows these sentences.

/** What each key of one kind of mapping says. */
export type KeyTexts = Readonly<Record<string, string>>;

/** The keys of the file. */
export const FILE_KEYS: KeyTexts = {
  policy: "What may be read, and how it is shown.",
  tests: "Statements and what has to become of them; `pgmcp policy test` tries them.",
};

/** The keys of a role: they narrow what holds for everybody. */
export const RULE_KEYS: KeyTexts = {
  default:
    "What a table gets that no rule names: allow or deny. Deny where allow_tables is given, allow otherwise.",
  allow_tables:
    "Tables that may be read: name, schema.name, * for any text. Tables under `tables` are allowed too.",
  deny_tables: "Tables that do not exist for clients; this wins over every other rule.",
  tables: "Rules of single tables, by name or pattern.",
  writable_tables: "Tables that may be written where READ_ONLY=false; none by default.",
  max_queries_per_minute: "Queries a minute, for each key.",
  max_queries_per_hour: "Queries an hour, for each key.",
  max_rows_per_day: "Rows of answers a day, for each key.",
  max_rows_per_query: "Rows of one answer; MAX_ROWS where that is less.",
  max_bytes_per_query: "Bytes of one answer, such as 64KiB; MAX_RESULT_BYTES where that is less.",
  max_cost: "The planner's cost above which a statement is refused.",
  block_full_scans: "Refuse plans that read a whole table of more than over_rows rows.",
  combine_untrusted:
    "Whether, once untrusted text was read, other tables may be read in the same session; true by default.",
};

/** The keys of the policy itself. */
export const POLICY_KEYS: KeyTexts = {
  ...RULE_KEYS,
  roles: "Rules on top for the role of a key: they can only narrow.",
  servers: "Which roles and attributes each server may assert; any where this is left out.",
};

/** The keys of an entry under `tables`. */
export const TABLE_KEYS: KeyTexts = {
  allow_columns: "The only columns that exist, with those of mask_columns.",
  deny_columns: "Columns that do not exist for clients.",
  mask_columns: "Columns whose values are replaced, and by what.",
  row_filter:
    "An SQL condition: other rows do not exist for clients. {{principal.tenant}} is the caller's attribute, bound as data. Sub-queries name tables with their schema, and see them as they are.",
  description: "What the table means; describe_table shows it.",
  hidden: "Leave it out of lists; it can be queried all the same.",
  untrusted: "Columns, or true for all, whose text comes from outsiders.",
  columns: "What single columns mean.",
  max_queries_per_hour: "Queries an hour that name it, for each key.",
  max_rows_per_day: "Rows a day of answers to queries that name it, for each key.",
  block_full_scans: "Refuse plans that read all of it where it has more than over_rows rows.",
};

/** The keys of an entry under `columns`. */
export const COLUMN_KEYS: KeyTexts = {
  description: "What the column means; describe_table shows it.",
  untrusted: "Whether its text comes from outsiders.",
};

/** The keys of a mask that is written as a mapping. */
export const MASK_KEYS: KeyTexts = {
  literal: "This text, to the letter.",
  redact: "A fixed mark, whatever the value is.",
  null: "NULL.",
  partial: "The ends of the value: keep_first, keep_last, keep_domain.",
  hash: "A keyed hash: equal values stay equal, and nobody without the key can make one.",
  year: "Only the year of a date or time.",
  bucket: "Numbers rounded down to a multiple of size.",
};

/** The keys of `partial`. */
export const PARTIAL_KEYS: KeyTexts = {
  keep_first: "Characters kept at the start.",
  keep_last: "Characters kept at the end.",
  keep_domain: "Whether what follows the last @ stays.",
};

/** The keys of `block_full_scans`. */
export const FULL_SCAN_KEYS: KeyTexts = {
  over_rows: "Estimated rows above which a full scan is refused.",
};

/** The keys of `bucket`. */
export const BUCKET_KEYS: KeyTexts = { size: "The width of a bucket." };

/** The keys of an entry under `servers`. */
export const SERVER_KEYS: KeyTexts = {
  roles: "Roles that it may assert; * for any.",
  attributes: "Values that it may assert, by attribute; * for any.",
  max_queries_per_hour: "Queries an hour of all its keys together.",
  max_rows_per_day: "Rows a day of all its keys together.",
};

/** The keys of an entry under `tests`. */
export const TEST_KEYS: KeyTexts = {
  name: "What it shows.",
  sql: "The statement.",
  role: "The role that asks; none by default.",
  attributes: "The caller's attributes.",
  expect: "allowed or refused.",
  masked: "The columns that have to be masked, as table.column: all of them.",
  filtered: "The tables that have to be filtered: all of them.",
  code: "The code of the refusal.",
};
