// Reads what a new key is to be from the command line. It refuses what is not plainly
// meant: a key with more than was asked for is noticed by nobody.

import { maskApiKeys } from "../../../core/auth/mask_api_keys.ts";
import { parseExpiry } from "../../../core/auth/parse_expiry.ts";
import { parseRateLimit, type RateLimit } from "../../../core/auth/rate_limit.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type { KeyRequest } from "./issue_key.ts";
import type { CreateKeyFlags } from "./keys_action.ts";

/** What a policy names: a role, a team, an attribute. */
const WORD = /^[A-Za-z][\w.-]{0,62}$/;
/** Names of people and things: anything on one line. */
const LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,100}$/u;
/** What every principal has besides its attributes. */
const TAKEN: readonly string[] = ["id", "role", "team"];

/** The request. Throws `PGMCP_INVALID_ARGUMENT`. */
export function parseKeyRequest(flags: CreateKeyFlags, nowMs: number): KeyRequest {
  const kind = flags.agent === true ? "agent" : "client";
  if (kind === "agent" && flags.database === undefined) {
    throw new PgmcpError("PGMCP_INVALID_ARGUMENT", {
      message: "Cannot make an agent's key without --database: it could take any name.",
      hint: "Name the databases it brings, for example --database warehouse.",
    });
  }
  return {
    kind,
    name: checked("--name", flags.name, {
      form: LINE,
      expected: "one line of up to 100 characters",
    }),
    databases: (flags.database ?? ["*"]).map((name) =>
      checked("--database", name, { form: LINE, expected: "a name, such as sales or report_*" })
    ),
    role: word("--role", flags.role),
    team: word("--team", flags.team),
    attributes: attributes(flags.attribute ?? []),
    rate: rate(flags.rate),
    expiresAtMs: expiry(flags.expires, nowMs),
  };
}

function attributes(pairs: readonly string[]): Readonly<Record<string, string>> {
  const read = pairs.map((pair): readonly [string, string] => {
    const at = pair.indexOf("=");
    const name = pair.slice(0, Math.max(0, at));
    const value = pair.slice(at + 1);
    const expected = "name=value, such as tenant=acme";
    if (at < 0 || TAKEN.includes(name)) throw invalid("--attribute", { shown: pair, expected });
    checked("--attribute", name, { form: WORD, expected });
    return [name, checked("--attribute", value, { form: LINE, expected })];
  });
  const names = read.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw invalid("--attribute", { shown: twice, expected: "given once" });
  }
  return Object.fromEntries(read);
}

function word(option: string, value: string | undefined): string | null {
  if (value === undefined) return null;
  return checked(option, value, { form: WORD, expected: "a word, such as support" });
}

function rate(text: string | undefined): RateLimit | null {
  if (text === undefined) return null;
  const parsed = parseRateLimit(text);
  if (parsed !== null) return parsed;
  throw invalid("--rate", {
    shown: text,
    expected: "a rate, such as 100/h, 10/s, 60/min or 5000/d",
  });
}

function expiry(text: string | undefined, nowMs: number): number | null {
  if (text === undefined) return null;
  const parsed = parseExpiry(text, nowMs);
  if (parsed !== null) return parsed;
  const expected = "a time to come, such as 90d, 12h, 8w or 2027-01-31";
  throw invalid("--expires", { shown: text, expected });
}

function checked(
  option: string,
  value: string,
  { form, expected }: { readonly form: RegExp; readonly expected: string },
): string {
  if (form.test(value)) return value;
  throw invalid(option, { shown: value, expected });
}

function invalid(
  option: string,
  { shown, expected }: { readonly shown: string; readonly expected: string },
): PgmcpError {
  const value = JSON.stringify(maskApiKeys(shown.slice(0, 60)));
  return new PgmcpError("PGMCP_INVALID_ARGUMENT", {
    message: `Cannot use ${option}: ${value} is not ${expected}.`,
    hint: "See pgmcp keys create --help.",
  });
}
