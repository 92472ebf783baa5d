// What a PostgreSQL server sends, byte by byte (PostgreSQL, section 54.7), for servers that are
// none: each message as it should be, or with a body of the caller's own.

type Bytes = Uint8Array<ArrayBuffer>;

/** A message with this body. */
export function message(kind: string, body: ArrayLike<number> = []): Bytes {
  const bytes = new Uint8Array(5 + body.length);
  bytes[0] = kind.charCodeAt(0);
  new DataView(bytes.buffer).setInt32(1, 4 + body.length);
  bytes.set(body, 5);
  return bytes;
}

/** A text with its zero. */
export function text(value: string): readonly number[] {
  return [...new TextEncoder().encode(value), 0];
}

/** A number of two bytes. */
export function int16(value: number): readonly number[] {
  return [value >> 8 & 255, value & 255];
}

/** A number of four bytes. */
export function int32(value: number): readonly number[] {
  return [...int16(value >> 16), ...int16(value)];
}

/** One after the other. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** ParseComplete and BindComplete. */
export const BOUND = concat(message("1"), message("2"));

/** CommandComplete. */
export function completed(tag: string): Bytes {
  return message("C", text(tag));
}

/** ReadyForQuery. */
export function ready(status: "I" | "T" | "E"): Bytes {
  return message("Z", [status.charCodeAt(0)]);
}

/** RowDescription of columns of type text. */
export function described(...names: readonly string[]): Bytes {
  const columns = names.flatMap((name) => [
    ...text(name),
    ...int32(0),
    ...int16(0),
    ...int32(25),
    ...int16(-1),
    ...int32(-1),
    ...int16(0),
  ]);
  return message("T", [...int16(names.length), ...columns]);
}

/** DataRow. */
export function row(...values: readonly (string | null)[]): Bytes {
  const columns = values.flatMap((value) => {
    const bytes = new TextEncoder().encode(value ?? "");
    return value === null ? int32(-1) : [...int32(bytes.length), ...bytes];
  });
  return message("D", [...int16(values.length), ...columns]);
}

/** ErrorResponse. */
export function failed(code: string): Bytes {
  return message("E", [...text("SERROR"), ...text(`C${code}`), ...text("Mno"), 0]);
}

/** The end of a login: AuthenticationOk, ParameterStatus, BackendKeyData, ReadyForQuery. */
export function greeting(version: string): Bytes {
  return concat(
    message("R", int32(0)),
    message("S", [...text("server_version"), ...text(version)]),
    message("S", [...text("TimeZone"), ...text("UTC")]),
    message("K", [...int32(1), ...int32(2)]),
    ready("I"),
  );
}
