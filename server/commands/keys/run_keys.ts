// `pgmcp keys`: makes, lists, rotates and revokes API keys, in the file that servers have
// open. A key goes to standard output once; what is said about it goes to standard error.

import type { ReadVariable } from "../../../core/config/read_settings.ts";
import { createApiKey } from "../../../core/auth/create_api_key.ts";
import { parseApiKey } from "../../../core/auth/parse_api_key.ts";
import { parseExpiry } from "../../../core/auth/parse_expiry.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { ApiKeyStore } from "../../../core/ports/api_key_store.ts";
import { hashApiKey } from "../../gates/hash_api_key.ts";
import { FAILURE_EXIT_CODE } from "../exit_codes.ts";
import type { Screen } from "../terminal/screen.ts";
import { drawKeys } from "./draw_keys.ts";
import { issueKey, type KeyRequest } from "./issue_key.ts";
import { keyRecord } from "./key_record.ts";
import type { KeysAction } from "./keys_action.ts";
import { openConfiguredKeys } from "./open_configured_keys.ts";
import { parseKeyRequest } from "./parse_key_request.ts";

/** What {@linkcode runKeys} needs. */
export interface KeysOptions {
  readonly variable: ReadVariable;
  /** Standard output. */
  readonly screen: Screen;
  /** Standard error. */
  readonly errorScreen: Screen;
  /** Reads standard input to its end. */
  readonly readInput: () => Promise<string>;
}

/** Does what `action` says; returns the exit code. */
export async function runKeys(action: KeysAction, options: KeysOptions): Promise<number> {
  if (action.kind === "create") {
    // What cannot be understood is said before a file is made.
    const request = parseKeyRequest(action.flags, Date.now());
    await using store = await openConfiguredKeys(options.variable, { create: true });
    return await create(store, { ...options, request, json: action.flags.json ?? false });
  }
  const oldUntilMs = action.kind === "rotate" ? endOfOld(action.overlap, Date.now()) : 0;
  await using store = await openConfiguredKeys(options.variable);
  switch (action.kind) {
    case "list":
      return await list(store, { ...options, json: action.json });
    case "revoke":
      return await revoke(store, { ...options, ids: action.ids });
    case "rotate":
      return await rotate(store, { ...options, action, oldUntilMs });
  }
}

async function create(
  store: ApiKeyStore,
  { screen, errorScreen, request, json }: KeysOptions & {
    readonly request: KeyRequest;
    readonly json: boolean;
  },
): Promise<number> {
  const { id, text } = await issueKey(store, { request, nowMs: Date.now() });
  const key = await store.find(id);
  if (key === null) throw new PgmcpError("PGMCP_KEYS_UNAVAILABLE");
  if (json) {
    screen.write(`${JSON.stringify({ key: text, ...keyRecord(key, Date.now()) })}\n`);
    return 0;
  }
  errorScreen.write(
    `Made the ${key.kind} key ${id} for ${
      key.databases.includes("*") ? "all databases" : key.databases.join(", ")
    }. It is shown this once:\n`,
  );
  screen.write(`${text}\n`);
  return 0;
}

async function list(
  store: ApiKeyStore,
  { screen, json }: KeysOptions & { readonly json: boolean },
): Promise<number> {
  const records = (await store.list()).map((key) => keyRecord(key, Date.now()));
  const lines = json ? records.map((record) => JSON.stringify(record)) : drawKeys(records, screen);
  screen.write(lines.map((line) => `${line}\n`).join(""));
  return 0;
}

async function revoke(
  store: ApiKeyStore,
  { errorScreen, readInput, ids }: KeysOptions & { readonly ids: readonly string[] },
): Promise<number> {
  const named = ids.includes("-") ? (await readInput()).split(/\s+/) : [];
  const wanted = [...ids.filter((id) => id !== "-"), ...named].filter((id) => id !== "").map(idOf);
  if (wanted.length === 0) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: "Cannot revoke: standard input names no key",
      hint: "Send keys or their ids, with blanks or line feeds between them.",
    });
  }
  let exitCode = 0;
  for (const id of new Set(wanted)) {
    if (await store.revoke(id, Date.now())) {
      errorScreen.write(`Revoked ${id}. What it opened ends within a second.\n`);
    } else {
      errorScreen.write(`There is no key ${JSON.stringify(id)} that is not revoked already.\n`);
      exitCode = FAILURE_EXIT_CODE;
    }
  }
  return exitCode;
}

async function rotate(
  store: ApiKeyStore,
  { screen, errorScreen, action, oldUntilMs }: KeysOptions & {
    readonly action: Extract<KeysAction, { kind: "rotate" }>;
    readonly oldUntilMs: number;
  },
): Promise<number> {
  const id = idOf(action.id);
  const key = await store.find(id);
  const created = key === null ? null : createApiKey(key.kind, { id });
  const secret = created === null ? null : { hash: hashApiKey(created.text), expiresAtMs: null };
  if (key === null || created === null || secret === null) return notThere(id, errorScreen);
  if (!await store.rotate(id, { secret, oldUntilMs })) return notThere(id, errorScreen);
  if (action.json) {
    const record = keyRecord(key, Date.now());
    const old_until = new Date(oldUntilMs).toISOString();
    screen.write(`${JSON.stringify({ key: created.text, old_until, ...record })}\n`);
    return 0;
  }
  const end = oldUntilMs > Date.now()
    ? `holds until ${new Date(oldUntilMs).toISOString()}`
    : "has ended";
  errorScreen.write(`The old secret of ${id} ${end}. The new key is shown this once:\n`);
  screen.write(`${created.text}\n`);
  return 0;
}

/** When the secret before a new one ends, in milliseconds since 1970. Throws `PGMCP_INVALID_ARGUMENT`. */
function endOfOld(overlap: string | undefined, nowMs: number): number {
  const endMs = overlap === undefined ? nowMs : parseExpiry(overlap, nowMs);
  if (endMs !== null) return endMs;
  throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: "Cannot use --overlap: it is not a time such as 1h, 7d or 30min.",
    hint: "See pgmcp keys rotate --help.",
  });
}

function notThere(id: string, errorScreen: Screen): number {
  errorScreen.write(`There is no key ${JSON.stringify(id)} that is not revoked.\n`);
  return FAILURE_EXIT_CODE;
}

/** The id in a key, also in one that is cut or mistyped after it, or `text` as it is; what is no id is cut, in case it is a secret. */
function idOf(text: string): string {
  const parsed = parseApiKey(text);
  if (parsed.kind === "key") return parsed.id;
  return /^pgmcp_(?:agent|client)_([0-9A-Za-z]{11})/.exec(text)?.[1] ?? text.slice(0, 11);
}
