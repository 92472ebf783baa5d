// The plain part of YAML that long files are written in, read in one pass: mappings by indentation,
// words, quoted texts without escapes, and lists and mappings in brackets, each on one line. What it
// is not sure of it does not read: then the whole file is left to the package, which knows YAML, and
// tells what is wrong. What it reads it reads as the package does.

import type { Place } from "./file_problem.ts";
import type { YamlMember, YamlValue } from "./read_yaml.ts";

/** A line that holds something. */
interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

const OTHER_CHARACTERS = /[^\n\x20-\x7e\xa1-\u2027\u202a-\ud7ff]/;
const KEY = /[A-Za-z_][\w.]{0,199}(?=:(?: |$))/y;
const WORD = /[A-Za-z0-9_][\w.]*(?:[ -]+[\w.]+)*(?=$| *[,\]}]| +#| *$)/y;
const BLOCK_WORD = /[A-Za-z0-9_][\w.,]*(?:[ -]+[\w.,]+)*(?=$| +#| *$)/y;
const QUOTED = /"([^"\\]*)"|'([^']*)'/y;
const REST = /^ *(?: #.*)?$/;
const MAX_DEPTH = 50;

/** The value of `text`; null where it holds anything but the plainest YAML. */
export function readPlainYaml(text: string): YamlValue | null {
  if (OTHER_CHARACTERS.test(text)) return null;
  const lines: Line[] = [];
  for (const [index, whole] of text.split("\n").entries()) {
    const indent = whole.search(/[^ ]/);
    if (indent < 0 || whole[indent] === "#") continue;
    lines.push({ number: index + 1, indent, text: whole });
  }
  const [first] = lines;
  if (first === undefined || first.indent !== 0) return null;
  const read = readBlock(lines, 0, 0);
  return read === null || read.next < lines.length ? null : read.value;
}

/** The mapping that starts with line `from`, and the line after it. */
function readBlock(
  lines: readonly Line[],
  from: number,
  depth: number,
): { readonly value: YamlValue; readonly next: number } | null {
  const indent = lines[from]?.indent ?? 0;
  const members = new Map<string, YamlMember>();
  let at = from;
  for (let line = lines[at]; line !== undefined && line.indent >= indent; line = lines[at]) {
    const key = match(KEY, line.text, indent)?.[0];
    if (line.indent > indent || key === undefined || members.has(key) || depth > MAX_DEPTH) {
      return null;
    }
    const after = indent + key.length + 1;
    const below = lines[at + 1];
    const nests = below !== undefined && below.indent > indent;
    let value: YamlValue | null = null;
    if (!REST.test(line.text.slice(after))) {
      // What is indented below a value goes on with it.
      value = nests ? null : readWhole(line, after);
      at++;
    } else if (nests) {
      const inner = readBlock(lines, at + 1, depth + 1);
      value = inner?.value ?? null;
      at = inner?.next ?? at;
    }
    if (value === null) return null;
    members.set(key, { key, keyPlace: placeAt(line, indent), value });
  }
  const place = { line: lines[from]?.number ?? 1, column: indent + 1 };
  return { value: { kind: "map", members: [...members.values()], place }, next: at };
}

/** A value that takes the rest of its line, but for a comment. */
function readWhole(line: Line, after: number): YamlValue | null {
  const at = skipBlanks(line, after);
  const word = match(BLOCK_WORD, line.text, at)?.[0];
  const read = word === undefined
    ? readValue(line, at, 0)
    : { value: textAt(line, at, word), end: at + word.length };
  return read !== null && REST.test(line.text.slice(read.end)) ? read.value : null;
}

interface ReadValue {
  readonly value: YamlValue;
  readonly end: number;
}

function readValue(line: Line, at: number, depth: number): ReadValue | null {
  const { text } = line;
  const quoted = match(QUOTED, text, at);
  if (quoted !== null) {
    const value = textAt(line, at, quoted[1] ?? quoted[2] ?? "");
    return { value, end: at + quoted[0].length };
  }
  if (depth > MAX_DEPTH) return null;
  if (text[at] === "[") return readList(line, at, depth);
  if (text[at] === "{") return readMap(line, at, depth);
  const word = match(WORD, text, at)?.[0];
  return word === undefined ? null : { value: textAt(line, at, word), end: at + word.length };
}

function readList(line: Line, start: number, depth: number): ReadValue | null {
  const items: YamlValue[] = [];
  const end = readItems(line, start, "]", (at) => {
    const item = readValue(line, at, depth + 1);
    if (item !== null) items.push(item.value);
    return item?.end ?? null;
  });
  return end === null ? null : { value: { kind: "list", items, place: placeAt(line, start) }, end };
}

function readMap(line: Line, start: number, depth: number): ReadValue | null {
  const members = new Map<string, YamlMember>();
  const end = readItems(line, start, "}", (at) => {
    const key = match(KEY, line.text, at)?.[0];
    if (key === undefined || members.has(key)) return null;
    const read = readValue(line, skipBlanks(line, at + key.length + 1), depth + 1);
    if (read === null) return null;
    members.set(key, { key, keyPlace: placeAt(line, at), value: read.value });
    return read.end;
  });
  const place = placeAt(line, start);
  return end === null
    ? null
    : { value: { kind: "map", members: [...members.values()], place }, end };
}

/** Reads what stands between brackets, with commas between; gives where it ends. */
function readItems(
  line: Line,
  start: number,
  close: string,
  read: (at: number) => number | null,
): number | null {
  let at = skipBlanks(line, start + 1);
  if (line.text[at] === close) return at + 1;
  for (;;) {
    const end = read(at);
    if (end === null) return null;
    at = skipBlanks(line, end);
    if (line.text[at] === close) return at + 1;
    if (line.text[at] !== "," || line.text[at + 1] !== " ") return null;
    at = skipBlanks(line, at + 1);
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function skipBlanks({ text }: Line, from: number): number {
  let at = from;
  while (text[at] === " ") at++;
  return at;
}

function textAt(line: Line, at: number, text: string): YamlValue {
  return { kind: "text", text, place: placeAt(line, at) };
}

function placeAt({ number }: Line, at: number): Place {
  return { line: number, column: at + 1 };
}
