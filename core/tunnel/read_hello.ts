// Reads the two messages that open a link, and the list of databases when it changes.

import { MAX_QUERY_LIMITS } from "../config/query_settings.ts";
import type { QueryLimits } from "../ports/query_executor.ts";
import type { AgentHello, OfferedDatabase, ServerHello } from "./hello.ts";
import { MAX_DATABASES } from "./protocol.ts";
import {
  boolean,
  integer,
  listOf,
  misshapen,
  nullable,
  object,
  type Reader,
  text,
} from "./shape.ts";

/** What a database may be called: clients write it, addresses and logs hold it. */
export const DATABASE_NAME = /^[\w.-]{1,63}$/;
/** What an agent may call itself and its version. */
const AGENT_WORD = /^[\w. +-]{1,64}$/;
const MAX_WORDS_LENGTH = 4_096;
/** How much is kept of what an agent says of a database. */
const MAX_SHOWN_LENGTH = 500;

const capabilities = listOf(text(64), 64);

/** Reads limits of which each has to be at least one; what is wider than can be set counts as the widest. */
export const readLimits: Reader<QueryLimits> = object<QueryLimits>({
  maxRows: limit(MAX_QUERY_LIMITS.maxRows),
  maxBytes: limit(MAX_QUERY_LIMITS.maxBytes),
  timeoutMs: limit(MAX_QUERY_LIMITS.timeoutMs),
});

/** Reads the databases that an agent offers. */
export const readOffered: Reader<readonly OfferedDatabase[]> = listOf(
  object<OfferedDatabase>({
    name: databaseName,
    description: nullable(shown),
    readOnly: boolean,
    limits: readLimits,
    engine: text(64),
    problem: nullable(shown),
  }),
  MAX_DATABASES,
);

/** Reads the range of protocol versions, which every version's `hello` begins with. */
export const readProtocolRange: Reader<AgentHello["protocol"]> = object<AgentHello["protocol"]>({
  min: integer(1),
  max: integer(1),
});

/** Reads the parameters of `hello`. */
export const readAgentHello: Reader<AgentHello> = object<AgentHello>({
  protocol: readProtocolRange,
  software: agentWord,
  agentId: agentWord,
  databases: readOffered,
  capabilities,
});

/** Reads the answer to `hello`. */
export const readServerHello: Reader<ServerHello> = object<ServerHello>({
  protocol: integer(1),
  software: text(64),
  capabilities,
  maxAnswerBytes: integer(1_024),
  refused: listOf(
    object<ServerHello["refused"][number]>({
      name: databaseName,
      reason: text(MAX_WORDS_LENGTH),
    }),
    MAX_DATABASES,
  ),
});

/** Reads a database's name. */
export function databaseName(value: unknown, place: string): string {
  const name = text(64)(value, place);
  if (DATABASE_NAME.test(name)) return name;
  throw misshapen(place, "a database's name");
}

// Every client that may use the database reads it in its list.
function shown(value: unknown, place: string): string {
  const words = text(MAX_WORDS_LENGTH)(value, place);
  return words.length <= MAX_SHOWN_LENGTH ? words : `${words.slice(0, MAX_SHOWN_LENGTH)}…`;
}

// Whoever waits for an agent, and formats what it answers, does so within them.
function limit(most: number): Reader<number> {
  const read = integer(1);
  return (value, place) => Math.min(read(value, place), most);
}

function agentWord(value: unknown, place: string): string {
  const word = text(64)(value, place);
  if (AGENT_WORD.test(word)) return word;
  throw misshapen(place, "a word");
}
