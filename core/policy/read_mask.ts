// A mask as a policy writes it: one of the words redact, null, partial, hash, year and
// bucket, a mapping with its parameters, or any other text, which is shown as it stands.

import { BUCKET_KEYS, MASK_KEYS, PARTIAL_KEYS } from "./policy_keys.ts";
import type { Mask } from "./policy.ts";
import type { PolicyEntry, PolicyReader } from "./policy_reader.ts";

/** Characters that `partial` keeps where it is not said. */
const DEFAULT_KEEP_LAST = 4;
/** The width of a bucket where it is not said. */
const DEFAULT_BUCKET_SIZE = 10;
/** The longest literal, in UTF-16 code units: it stands in every row. */
export const MAX_LITERAL_LENGTH = 200;
/** The most characters that `partial` keeps at an end. */
export const MAX_KEPT = 20;

const EXAMPLE = "email: redact, or phone: { partial: { keep_last: 4 } }";

/** The mask in `entry`; null where it is none, which is noted. */
export function readMask(entry: PolicyEntry, reader: PolicyReader): Mask | null {
  const { value } = entry;
  if (value.kind === "text") return maskOfText(entry, value.text, reader);
  const members = reader.keyed(entry, MASK_KEYS, EXAMPLE);
  if (members === null) return null;
  const [only, ...others] = members.values();
  if (only === undefined || others.length > 0) {
    // An unknown key was noted already.
    if (value.kind === "map" && value.members.length === members.size) {
      reader.reject(entry, "one mask", EXAMPLE);
    }
    return null;
  }
  return maskOfMember(only, reader);
}

function maskOfText(entry: PolicyEntry, text: string, reader: PolicyReader): Mask | null {
  switch (text) {
    case "redact":
    case "null":
    case "hash":
    case "year":
      return { kind: text };
    case "partial":
      return { kind: "partial", keepFirst: 0, keepLast: DEFAULT_KEEP_LAST, keepDomain: false };
    case "bucket":
      return { kind: "bucket", size: DEFAULT_BUCKET_SIZE };
    default:
      break;
  }
  // `Redact` would be shown as a text in place of every value, which nobody means.
  if (Object.hasOwn(MASK_KEYS, text.toLowerCase().trim())) {
    const word = text.toLowerCase().trim();
    reader.reject(entry, "a mask: their names are in small letters", `${entry.key}: ${word}`);
    return null;
  }
  return literal(entry, text, reader);
}

function literal(entry: PolicyEntry, text: string, reader: PolicyReader): Mask | null {
  if (text !== "" && text.length <= MAX_LITERAL_LENGTH && !/\p{Cc}/u.test(text)) {
    return { kind: "literal", text };
  }
  const rule = `a text of 1 to ${MAX_LITERAL_LENGTH} characters`;
  reader.reject(entry, rule, `${entry.key}: "****@****.com"`);
  return null;
}

function maskOfMember(entry: PolicyEntry, reader: PolicyReader): Mask | null {
  const { key, value } = entry;
  switch (key) {
    case "literal": {
      const text = reader.text(entry, 'literal: "redact"');
      return text === null ? null : literal(entry, text, reader);
    }
    case "partial":
      return value.kind === "text" && value.text === "true"
        ? maskOfText(entry, "partial", reader)
        : readPartial(entry, reader);
    case "bucket":
      return readBucket(entry, reader);
    case "redact":
    case "null":
    case "hash":
    case "year":
      if (reader.flag(entry, true)) return { kind: key };
      // `{ hash: false }` would mean no mask to one reader and another mask to the next.
      reader.reject(entry, "true", `${key}: true`);
      return null;
    default:
      return null;
  }
}

function readPartial(entry: PolicyEntry, reader: PolicyReader): Mask | null {
  const members = reader.keyed(entry, PARTIAL_KEYS, "partial: { keep_last: 4 }");
  if (members === null) return null;
  const keepFirst = readKept(members.get("keep_first"), reader);
  const keepLast = readKept(members.get("keep_last"), reader);
  const keepDomain = reader.flag(members.get("keep_domain"), false);
  if (keepFirst + keepLast > 0 || keepDomain) {
    return { kind: "partial", keepFirst, keepLast, keepDomain };
  }
  reader.reject(entry, "a choice of what is kept", "partial: { keep_last: 4 }");
  return null;
}

function readKept(entry: PolicyEntry | undefined, reader: PolicyReader): number {
  const kept = reader.count(entry, { min: 0, example: DEFAULT_KEEP_LAST }) ?? 0;
  if (kept <= MAX_KEPT || entry === undefined) return kept;
  reader.reject(entry, `at most ${MAX_KEPT}`, `${entry.key}: ${DEFAULT_KEEP_LAST}`);
  return MAX_KEPT;
}

function readBucket(entry: PolicyEntry, reader: PolicyReader): Mask | null {
  const example = { min: 1, example: 100 };
  if (entry.value.kind === "text") {
    const size = reader.count(entry, example);
    return size === null ? null : { kind: "bucket", size };
  }
  const size = reader.keyed(entry, BUCKET_KEYS, "bucket: { size: 100 }")?.get("size");
  if (size === undefined) {
    if (entry.value.kind === "map") reader.reject(entry, "a size", "bucket: { size: 100 }");
    return null;
  }
  const count = reader.count(size, example);
  return count === null ? null : { kind: "bucket", size: count };
}
