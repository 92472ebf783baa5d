// One entry under `tables`: what of a table exists, how it is shown, and what it means.

import { COLUMN_KEYS, FULL_SCAN_KEYS, TABLE_KEYS } from "./policy_keys.ts";
import type { ColumnNote, Mask, TableRules } from "./policy.ts";
import type { PolicyEntry, PolicyReader } from "./policy_reader.ts";
import { readMask } from "./read_mask.ts";
import { parseTablePattern } from "./table_pattern.ts";

/** The longest description, in UTF-16 code units: a model reads it with every describe_table. */
export const MAX_DESCRIPTION_LENGTH = 2_000;

const EXAMPLE = "orders: { row_filter: \"status <> 'cancelled'\" }";
const COLUMNS_EXAMPLE = "allow_columns: [id, name]";

/** Reads the entry; null where its key names no table, which is noted. */
export function readTableRules(entry: PolicyEntry, reader: PolicyReader): TableRules | null {
  const members = reader.keyed(entry, TABLE_KEYS, EXAMPLE);
  const pattern = parseTablePattern(entry.key);
  if (pattern === null) {
    reader.note(
      entry.value.place,
      `Cannot use the key: it is not the name of a table; for example ${EXAMPLE}`,
    );
  }
  if (members === null || pattern === null) return null;
  const allowed = members.get("allow_columns");
  const untrusted = readUntrusted(members.get("untrusted"), reader);
  return {
    key: entry.key,
    pattern,
    allowColumns: allowed === undefined ? null : reader.names(allowed, COLUMNS_EXAMPLE),
    denyColumns: reader.names(members.get("deny_columns"), "deny_columns: [ssn]"),
    maskColumns: readMasks(members.get("mask_columns"), reader),
    rowFilter: readFilterText(members.get("row_filter"), reader),
    description: readDescription(members.get("description"), reader),
    hidden: reader.flag(members.get("hidden"), false),
    untrusted: untrusted === true,
    columns: readNotes(members.get("columns"), untrusted === true ? [] : untrusted, reader),
    maxQueriesPerHour: reader.count(members.get("max_queries_per_hour"), { min: 1, example: 100 }),
    maxRowsPerDay: reader.count(members.get("max_rows_per_day"), { min: 1, example: 10_000 }),
    blockFullScansOverRows: readFullScans(members.get("block_full_scans"), reader),
  };
}

function readFilterText(entry: PolicyEntry | undefined, reader: PolicyReader): string | null {
  const text = reader.text(entry, 'row_filter: "tenant_id = 1"');
  if (text?.includes("--") !== true || entry?.value.kind !== "text") return text;
  // `a = 1 -- ours` on one line and `AND b` on the next would be `a = 1`.
  if (!entry.value.joined) return text;
  reader.note(
    entry.value.place,
    `Cannot use ${entry.key}: YAML makes one line of these, and -- ends all of it; write the lines after | or leave comments out`,
  );
  return null;
}

/** Reads `block_full_scans`, of a table or of all. */
export function readFullScans(
  entry: PolicyEntry | undefined,
  reader: PolicyReader,
): number | null {
  if (entry === undefined) return null;
  const example = "block_full_scans: { over_rows: 1_000_000 }";
  const rows = reader.keyed(entry, FULL_SCAN_KEYS, example)?.get("over_rows");
  if (rows === undefined) {
    if (entry.value.kind === "map") reader.reject(entry, "a number of rows", example);
    return null;
  }
  return reader.count(rows, { min: 0, example: 1_000_000 });
}

function readMasks(
  entry: PolicyEntry | undefined,
  reader: PolicyReader,
): ReadonlyMap<string, Mask> {
  const masks = new Map<string, Mask>();
  if (entry === undefined) return masks;
  for (const member of reader.named(entry, "mask_columns: { email: redact }")) {
    const mask = readMask(member, reader);
    if (mask !== null) masks.set(member.key, mask);
  }
  return masks;
}

function readDescription(entry: PolicyEntry | undefined, reader: PolicyReader): string | null {
  const text = reader.text(entry, "description: Orders of the web shop");
  if (text === null || entry === undefined) return null;
  if (text.length <= MAX_DESCRIPTION_LENGTH) return text.trim();
  const rule = `a text of at most ${MAX_DESCRIPTION_LENGTH} characters`;
  reader.reject(entry, rule, "description: Orders of the web shop");
  return null;
}

function readUntrusted(
  entry: PolicyEntry | undefined,
  reader: PolicyReader,
): true | readonly string[] {
  if (entry === undefined) return [];
  if (entry.value.kind === "list") return reader.names(entry, "untrusted: [body]");
  return reader.flag(entry, true) ? true : [];
}

function readNotes(
  entry: PolicyEntry | undefined,
  untrusted: readonly string[],
  reader: PolicyReader,
): ReadonlyMap<string, ColumnNote> {
  const notes = new Map<string, ColumnNote>(
    untrusted.map((name) => [name, { description: null, untrusted: true }]),
  );
  if (entry === undefined) return notes;
  for (const member of reader.named(entry, "columns: { total: Price in euro, tax included }")) {
    const note = readNote(member, reader);
    notes.set(member.key, { ...note, untrusted: note.untrusted || untrusted.includes(member.key) });
  }
  return notes;
}

function readNote(entry: PolicyEntry, reader: PolicyReader): ColumnNote {
  if (entry.value.kind === "text") {
    return { description: readDescription(entry, reader), untrusted: false };
  }
  const members = reader.keyed(entry, COLUMN_KEYS, "total: { description: Price in euro }");
  return {
    description: readDescription(members?.get("description"), reader),
    untrusted: reader.flag(members?.get("untrusted"), false),
  };
}
