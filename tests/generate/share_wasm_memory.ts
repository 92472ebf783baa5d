// Lets a WASM module import shared memory, by changing its memory import and nothing
// else: then another thread can write the flag that PostgreSQL looks at to see whether
// a statement is cancelled. The length stays, for modules lie at fixed offsets in a
// bundle. (WebAssembly core specification, 5.5: binary format of modules.)

const IMPORT_SECTION = 2;
const DATA_COUNT_SECTION = 12;
const MEMORY_KIND = 2;
const HAS_MAX = 1;
const SHARED = 2;
/** 32,768 pages, what PGlite's memory may grow to, in LEB128. */
const MAX_PAGES = [0x80, 0x80, 0x02];

interface Section {
  readonly id: number;
  readonly body: Uint8Array;
}

/** The changed module, as long as the first. Throws where it is not of the form expected. */
export function shareWasmMemory(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = [...readSections(wasm)];
  const imports = sections.find((section) => section.id === IMPORT_SECTION);
  if (imports === undefined) throw new Error("Cannot share the memory: nothing is imported");
  const at = findMemoryFlags(imports.body);
  const flags = imports.body[at] ?? 0;
  const hasMax = (flags & HAS_MAX) !== 0;
  const minEnd = skipNumber(imports.body, at + 1);
  const changed = [
    ...imports.body.subarray(0, at),
    HAS_MAX | SHARED,
    ...imports.body.subarray(at + 1, minEnd),
    ...(hasMax ? [] : MAX_PAGES),
    ...imports.body.subarray(minEnd),
  ];
  // A maximum takes three bytes, as many as the count of data segments, which only code with passive segments needs.
  const kept = sections.filter((section) => hasMax || section.id !== DATA_COUNT_SECTION);
  const bytes = [...wasm.subarray(0, 8)];
  const parts: Uint8Array[] = [Uint8Array.from(bytes)];
  for (const section of kept) {
    const body = section === imports ? Uint8Array.from(changed) : section.body;
    parts.push(Uint8Array.from([section.id, ...number(body.length)]), body);
  }
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  if (result.length !== wasm.length) throw new Error("Cannot share the memory: the length changed");
  return result;
}

function* readSections(wasm: Uint8Array): Generator<Section> {
  for (let at = 8; at < wasm.length;) {
    const id = wasm[at] ?? 0;
    const start = skipNumber(wasm, at + 1);
    const end = start + readNumber(wasm, at + 1);
    yield { id, body: wasm.subarray(start, end) };
    at = end;
  }
}

function findMemoryFlags(body: Uint8Array): number {
  let at = skipNumber(body, 0);
  while (at < body.length) {
    // Two names, then what it is.
    for (let names = 0; names < 2; names++) at = skipNumber(body, at) + readNumber(body, at);
    const kind = body[at++];
    if (kind === MEMORY_KIND) return at;
    if (kind === 0) at = skipNumber(body, at);
    else if (kind === 3) at += 2;
    else if (kind === 4) at = skipNumber(body, at + 1);
    else if (kind === 1) {
      const hasMax = ((body[at + 1] ?? 0) & HAS_MAX) !== 0;
      at = skipNumber(body, at + 2);
      if (hasMax) at = skipNumber(body, at);
    } else throw new Error("Cannot share the memory: an import of an unknown kind");
  }
  throw new Error("Cannot share the memory: none is imported");
}

function readNumber(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let shift = 0;; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if ((byte & 0x80) === 0) return value >>> 0;
  }
}

function skipNumber(bytes: Uint8Array, at: number): number {
  while (((bytes[at] ?? 0) & 0x80) !== 0) at++;
  return at + 1;
}

function number(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let left = value;; left >>>= 7) {
    if (left < 0x80) return [...bytes, left];
    bytes.push((left & 0x7f) | 0x80);
  }
}
