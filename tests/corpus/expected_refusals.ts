// The statements of the corpus that are not answered, with the reason for each: those
// that are refused on purpose, and those that wait for something to be built.

/** Refused on purpose, by topic and title: what they read holds values, or tells of other people. */
export const REFUSED_ON_PURPOSE: Readonly<Record<string, string>> = {
  "catalogue: partitions of a table": "a partition's bounds hold values",
  "clients: psql: \\d table, inheritance": "a partition's bounds hold values",
  "clients: psql: \\d table, row security policies": "a policy's expression can hold values",
  "catalogue: settings that are asked for often":
    "pg_settings holds paths and secrets; SHOW reads harmless ones",
  "clients: LLM: is anything running (volatile)": "pg_stat_activity shows other people's SQL",
  "clients: LLM: column statistics": "pg_stats holds values of rows that a policy may hide",
  "extensions: pg_stat_statements (plan)": "it shows other people's SQL",
  "introspection: column statistics without values": "pg_stats holds values of rows",
  "documents: can it be cast": "it takes a type's name from text",
  "documents: why it cannot be cast": "it takes a type's name from text",
};

/** Refused today, by topic and title, with what they wait for. */
export const WAITING: Readonly<Record<string, string>> = {};
