// Whether a message of the server is what its kind says it is: every field inside its own
// length, and nothing behind the last one (PostgreSQL, section 54.7). `pg` reads fields without
// a look at where a message ends: a count of minus one throws where nobody catches, an error
// without its last byte is read for ever, and a length below zero reads the same bytes again,
// so that a message of 256 KB becomes gigabytes. What a message means is left to others.

/** The bytes before a message's body: its kind, and its length. */
export const HEADER_BYTES = 5;

const AUTHENTICATION = 0x52;
// Kerberos, GSSAPI and what goes on with it, SSPI (section 54.7).
const OTHER_LOGINS: ReadonlySet<number> = new Set([2, 7, 8, 9]);

/** A body, in the bytes that it lies in. */
interface Body {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** By the message's first byte. What is not here is nothing that pgmcp asks for. */
const SHAPES: ReadonlyMap<number, (body: Body) => boolean> = new Map([
  ...of("123nIsc", isEmpty), // ParseComplete, BindComplete, CloseComplete, NoData, EmptyQueryResponse …
  ...of("C", isText), // CommandComplete
  ...of("EN", (body) => isList(body, 1)), // ErrorResponse, NoticeResponse: texts behind a byte that names them
  ...of("S", (body) => endOfTexts(body, body.start, 2) === body.end), // ParameterStatus
  ...of("A", (body) => endOfTexts(body, body.start + 4, 2) === body.end), // NotificationResponse
  ...of("T", isRowDescription),
  ...of("D", isRow),
  ...of("Z", isReady),
  ...of("K", ({ start, end }) => end - start >= 8), // BackendKeyData
  ...of("R", isAuthentication),
  ...of("GHW", (body) => isCounted(body, { before: 1, each: 2 })), // the beginnings of COPY
  ...of("t", (body) => isCounted(body, { before: 0, each: 4 })), // ParameterDescription
  ...of("d", () => true), // CopyData
]);

/** Whether the whole message that begins at `at` is of a known kind, and has its shape. */
export function isWellFormed(bytes: Uint8Array, at: number): boolean {
  const shape = SHAPES.get(bytes[at] ?? 0);
  const end = at + 1 + int32(bytes, at + 1);
  return shape !== undefined && shape({ bytes, start: at + HEADER_BYTES, end });
}

/** Whether the whole message at `at` asks for a login by a method that pgmcp does not speak, such as GSSAPI. */
export function asksForOtherLogin(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === AUTHENTICATION && OTHER_LOGINS.has(int32(bytes, at + HEADER_BYTES));
}

/** The number at the beginning of a well-formed body: of a row and a row's description, their columns. */
export function columnCount(bytes: Uint8Array, at: number): number {
  return int16(bytes, at + HEADER_BYTES);
}

function of(
  kinds: string,
  shape: (body: Body) => boolean,
): readonly (readonly [number, (body: Body) => boolean])[] {
  return Array.from(kinds, (kind) => [kind.charCodeAt(0), shape] as const);
}

function isEmpty({ start, end }: Body): boolean {
  return start === end;
}

function isText(body: Body): boolean {
  return endOfTexts(body, body.start, 1) === body.end;
}

/** Texts, so many bytes before each, and a zero behind the last. */
function isList(body: Body, before: number): boolean {
  const { bytes, start, end } = body;
  let at = start;
  while (at < end && bytes[at] !== 0) {
    const next = endOfTexts(body, at + before, 1);
    if (next === null) return false;
    at = next;
  }
  return at === end - 1;
}

/** What follows the name of a column: table, number, type, size, modifier, format. */
const COLUMN_BYTES = 18;

function isRowDescription(body: Body): boolean {
  const { bytes, start, end } = body;
  if (end - start < 2) return false;
  let at = start + 2;
  for (let left = int16(bytes, start); left > 0; left--) {
    const next = endOfTexts(body, at, 1);
    if (next === null) return false;
    at = next + COLUMN_BYTES;
  }
  return at === end && int16(bytes, start) >= 0;
}

function isRow({ bytes, start, end }: Body): boolean {
  if (end - start < 2) return false;
  let at = start + 2;
  for (let left = int16(bytes, start); left > 0; left--) {
    if (end - at < 4) return false;
    const length = int32(bytes, at);
    // Minus one is NULL.
    if (length < -1) return false;
    at += 4 + Math.max(0, length);
  }
  return at === end && int16(bytes, start) >= 0;
}

function isReady({ bytes, start, end }: Body): boolean {
  return end - start === 1 && "ITE".includes(String.fromCharCode(bytes[start] ?? 0));
}

function isAuthentication({ bytes, start, end }: Body): boolean {
  const size = end - start;
  if (size < 4) return false;
  switch (int32(bytes, start)) {
    case 0: // OK
    case 3: // a password in clear text
      return size === 4;
    case 5: // a password as MD5
      return size === 8;
    case 10: // the methods of SASL
      return isList({ bytes, start: start + 4, end }, 0);
    case 11:
    case 12:
      return true;
  }
  return false;
}

function isCounted(
  { bytes, start, end }: Body,
  { before, each }: { readonly before: number; readonly each: number },
): boolean {
  if (end - start < before + 2) return false;
  const count = int16(bytes, start + before);
  return count >= 0 && end - start === before + 2 + each * count;
}

/** Where so many texts end, each with a zero behind it; null where they do not end in the body. */
function endOfTexts({ bytes, end }: Body, start: number, count: number): number | null {
  let at = start;
  for (let left = count; left > 0; left--) {
    const zero = bytes.indexOf(0, at);
    if (zero < 0 || zero >= end) return null;
    at = zero + 1;
  }
  return at;
}

function int16(bytes: Uint8Array, at: number): number {
  return (((bytes[at] ?? 0) << 24) >> 16) | (bytes[at + 1] ?? 0);
}

function int32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
}
