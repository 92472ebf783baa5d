// Rows of the key file as keys. The file is ours, but a row that is not as we write it is
// refused all the same: half a key would be read as one without limits.

import type { ApiKeySecret, StoredApiKey } from "../../core/ports/api_key_store.ts";
import type { RateLimit } from "../../core/auth/rate_limit.ts";
import type { SQLOutputValue } from "node:sqlite";

/** A row, by column. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** The key in `row`, with `secrets`. Throws a TypeError where the row is damaged. */
export function keyOfRow(row: Row, secrets: readonly Row[]): StoredApiKey {
  const kind = text(row, "kind");
  if (kind !== "agent" && kind !== "client") throw damaged("kind");
  return {
    id: text(row, "id"),
    kind,
    name: text(row, "name"),
    databases: databases(row),
    role: textOrNull(row, "role"),
    team: textOrNull(row, "team"),
    attributes: attributes(row),
    rate: rate(row),
    createdAtMs: number(row, "created_at_ms"),
    expiresAtMs: numberOrNull(row, "expires_at_ms"),
    revokedAtMs: numberOrNull(row, "revoked_at_ms"),
    usedAtMs: numberOrNull(row, "used_at_ms"),
    secrets: secrets.map(secret),
  };
}

function secret(row: Row): ApiKeySecret {
  const { hash } = row;
  if (!(hash instanceof Uint8Array)) throw damaged("hash");
  return { hash, expiresAtMs: numberOrNull(row, "expires_at_ms") };
}

function databases(row: Row): readonly string[] {
  const value: unknown = JSON.parse(text(row, "databases"));
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) {
    throw damaged("databases");
  }
  return value;
}

function attributes(row: Row): Readonly<Record<string, string>> {
  const value: unknown = JSON.parse(text(row, "attributes"));
  if (typeof value !== "object" || value === null) throw damaged("attributes");
  return Object.fromEntries(
    Object.entries(value).map(([name, attribute]) => {
      if (typeof attribute !== "string") throw damaged("attributes");
      return [name, attribute];
    }),
  );
}

function rate(row: Row): RateLimit | null {
  const amount = numberOrNull(row, "rate_amount");
  const windowMs = numberOrNull(row, "rate_window_ms");
  if (amount === null && windowMs === null) return null;
  if (amount === null || windowMs === null) throw damaged("rate_amount");
  return { amount, windowMs };
}

function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw damaged(column);
  return value;
}

function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

/** A whole number of `row`. Throws a TypeError where it is none. */
export function number(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw damaged(column);
  return value;
}

/** The same, or SQL's NULL. */
export function numberOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : number(row, column);
}

function damaged(column: string): TypeError {
  return new TypeError(`Cannot read the key file: its column ${column} is damaged`);
}
