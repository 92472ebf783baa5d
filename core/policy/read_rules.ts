// The rules of one level: of everybody, or of one role.

import { parseByteSize } from "../config/parse_byte_size.ts";
import type { PolicyLimits, PolicyRules } from "./policy.ts";
import type { PolicyEntry, PolicyReader } from "./policy_reader.ts";
import { readFullScans, readTableRules } from "./read_table_rules.ts";

type Members = ReadonlyMap<string, PolicyEntry>;

/** Reads the rules among `members`. */
export function readRules(members: Members, reader: PolicyReader): PolicyRules {
  const tables = members.get("tables");
  const entries = tables === undefined
    ? []
    : reader.named(tables, "tables: { customers: { deny_columns: [ssn] } }");
  return {
    default: readDefault(members, reader),
    allowTables: reader.patterns(members.get("allow_tables"), "allow_tables: [orders, products]"),
    denyTables: reader.patterns(members.get("deny_tables"), "deny_tables: [users]"),
    tables: entries.flatMap((entry) => {
      const rules = readTableRules(entry, reader);
      return rules === null ? [] : [rules];
    }),
    writableTables: reader.patterns(members.get("writable_tables"), "writable_tables: [notes]"),
    limits: readLimits(members, reader),
    combineUntrusted: reader.flag(members.get("combine_untrusted"), true),
  };
}

function readDefault(members: Members, reader: PolicyReader): "allow" | "deny" {
  const entry = members.get("default");
  // A list of what is allowed would say nothing if the rest were allowed too.
  if (entry === undefined) return members.has("allow_tables") ? "deny" : "allow";
  const text = entry.value.kind === "text" ? entry.value.text : "";
  if (text === "allow" || text === "deny") return text;
  reader.reject(entry, "allow or deny", "default: deny");
  return "deny";
}

function readLimits(members: Members, reader: PolicyReader): PolicyLimits {
  function count(key: string, example: number): number | null {
    return reader.count(members.get(key), { min: 1, example });
  }
  return {
    maxQueriesPerMinute: count("max_queries_per_minute", 10),
    maxQueriesPerHour: count("max_queries_per_hour", 100),
    maxRowsPerDay: count("max_rows_per_day", 10_000),
    maxRowsPerQuery: count("max_rows_per_query", 50),
    maxBytesPerQuery: readBytes(members.get("max_bytes_per_query"), reader),
    maxCost: count("max_cost", 100_000),
    blockFullScansOverRows: readFullScans(members.get("block_full_scans"), reader),
  };
}

function readBytes(entry: PolicyEntry | undefined, reader: PolicyReader): number | null {
  if (entry === undefined) return null;
  const bytes = entry.value.kind === "text" ? parseByteSize(entry.value.text) : null;
  if (bytes !== null && bytes >= 1024) return bytes;
  reader.reject(entry, "a size of at least 1KiB", "max_bytes_per_query: 64KiB");
  return null;
}
