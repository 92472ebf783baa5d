// Readers of what came over the tunnel: `unknown` until one of these has looked at every part of
// it. Members that no reader names are left out, so that a newer peer may say more. What does not
// fit is PGMCP_TUNNEL_PROTOCOL with the place, and never with the value.

import { PgmcpError } from "../errors.ts";
import { isRecord } from "./json_rpc.ts";

/** Reads a value; `place` is where it stands, for the error. */
export type Reader<T> = (value: unknown, place: string) => T;

/** The readers of an object's members. */
export type MemberReaders<T> = { readonly [Name in keyof T]-?: Reader<T[Name]> };

/** The error for a value at `place` that is not `expected`. */
export function misshapen(place: string, expected: string): PgmcpError {
  return new PgmcpError("PGMCP_TUNNEL_PROTOCOL", {
    message: `Cannot read a message of the tunnel: ${place} is not ${expected}.`,
  });
}

/** A text of at most `maxLength` UTF-16 code units; any length by default. */
export function text(maxLength: number = Infinity): Reader<string> {
  return function read(value, place) {
    if (typeof value === "string" && value.length <= maxLength) return value;
    throw misshapen(place, maxLength === Infinity ? "a text" : `a text of ${maxLength} at most`);
  };
}

/** A finite number. */
export const number: Reader<number> = (value, place) => {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw misshapen(place, "a number");
};

/** An integer of at least `min`. */
export function integer(min: number = 0): Reader<number> {
  return function read(value, place) {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= min) return value;
    throw misshapen(place, `an integer from ${min}`);
  };
}

/** Yes or no. */
export const boolean: Reader<boolean> = (value, place) => {
  if (typeof value === "boolean") return value;
  throw misshapen(place, "true or false");
};

/** One of `choices`. */
export function oneOf<const Choice extends string>(...choices: readonly Choice[]): Reader<Choice> {
  return function read(value, place) {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw misshapen(place, `one of ${choices.join(", ")}`);
  };
}

/** What `reader` reads, or null. */
export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, place) => value === null ? null : reader(value, place);
}

/** What `reader` reads, or undefined where nothing stands. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, place) => value === undefined ? undefined : reader(value, place);
}

/** A list of at most `maxLength`. */
export function listOf<T>(reader: Reader<T>, maxLength: number = Infinity): Reader<readonly T[]> {
  return function read(value, place) {
    if (!Array.isArray(value) || value.length > maxLength) {
      throw misshapen(place, maxLength === Infinity ? "a list" : `a list of ${maxLength} at most`);
    }
    return value.map((entry, at) => reader(entry, `${place}[${at}]`));
  };
}

/** An object with at least these members. */
export function object<T extends object>(members: MemberReaders<T>): Reader<T> {
  const names = Object.keys(members) as (keyof T & string)[]; // what the type says, exactly
  return function read(value, place) {
    if (!isRecord(value)) throw misshapen(place, "an object");
    const found: Partial<T> = {};
    for (const name of names) {
      const member = members[name](value[name], `${place}.${name}`);
      if (member !== undefined) found[name] = member;
    }
    return found as T; // every member was read just now
  };
}

/** An object with any members, each read by `reader`. */
export function recordOf<T>(
  reader: Reader<T>,
  maxMembers: number,
): Reader<Readonly<Record<string, T>>> {
  return function read(value, place) {
    if (!isRecord(value)) throw misshapen(place, "an object");
    const entries = Object.entries(value);
    if (entries.length > maxMembers) throw misshapen(place, `an object of ${maxMembers} at most`);
    return Object.fromEntries(
      entries.map(([name, member]) => [name, reader(member, `${place}'s member`)]),
    );
  };
}

/** Any object, as it is. */
export const anyObject: Reader<Readonly<Record<string, unknown>>> = (value, place) => {
  if (isRecord(value)) return value;
  throw misshapen(place, "an object");
};
