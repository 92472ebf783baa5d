// Sentences of our own for the server's error codes (PostgreSQL, appendix A), for
// where its own text may hold row values.

import { ERROR_TABLE, type ErrorCode } from "../../../core/errors.ts";

const STATES: Readonly<Record<string, string>> = {
  "21000": "A sub-query that may return one row returned more.",
  "22001": "A value is too long for its type.",
  "22003": "A number is out of its type's range.",
  "22007": "A text is not a valid date or time.",
  "22008": "A date or time is out of range.",
  "22009": "A time zone offset is out of range.",
  "22011": "substring() was given a negative length.",
  "22012": "Division by zero.",
  "22014": "The argument of ntile() has to be positive.",
  "2201B": "A regular expression is not valid.",
  "2201E": "The argument of a logarithm is out of range.",
  "2201F": "The arguments of power() or sqrt() are out of range.",
  "2201W": "LIMIT may not be negative.",
  "2201X": "OFFSET may not be negative.",
  "22021": "A text holds a character that is not valid in its encoding.",
  "22023": "An argument of a function is not valid.",
  "22025": "A LIKE pattern ends with its escape character.",
  "22032": "A text is not valid JSON.",
  "22P02": "A text is not valid for the type it is converted to.",
  "22P05": "A character does not exist in the target encoding.",
  "23502": "A column that may not be null would be null.",
  "23503": "A foreign key would be violated.",
  "23505": "A unique constraint would be violated.",
  "23514": "A check constraint would be violated.",
  "23P01": "An exclusion constraint would be violated.",
  "25006": "The database is read-only, or the statement writes in a read-only transaction.",
  "40001": "The transaction conflicts with another one.",
  "40P01": "The transaction and another one wait for each other.",
  "42501": "The database role may not do what the statement asks for.",
  "42601": "A text that the statement converts has a syntax error.",
  "42704": "A name that the statement looks up does not exist.",
  "42883": "A function that the statement looks up does not exist.",
  "42P01": "A table that the statement looks up does not exist.",
  "53100": "The database's disk is full.",
  "53200": "The database is out of memory.",
  "53400": "A configured limit of the database was exceeded, such as temp_file_limit.",
  "54000": "A limit of PostgreSQL was exceeded.",
  "54001": "The statement is too complex: it exceeds the stack depth limit.",
  "55000": "An object is not in the state that the statement needs.",
  "57P05": "The session was idle for too long.",
};

const CLASSES: Readonly<Record<string, string>> = {
  "0A": "PostgreSQL does not support something in the statement.",
  "20": "A CASE has no branch for a value.",
  "22": "A value is not valid for what the statement does with it.",
  "23": "A constraint would be violated.",
  "25": "The transaction is not in a state that admits the statement.",
  "40": "The transaction was rolled back by the database.",
  "42": "The statement cannot be run as written.",
  "53": "The database is short of resources.",
  "54": "A limit of PostgreSQL was exceeded.",
  "55": "An object is not in the state that the statement needs.",
  "58": "The database could not read or write one of its files.",
  "P0": "A function of the database raised an error.",
  "XX": "The database reported an internal error.",
};

/** The sentence for an error code; the table's message of `code` where there is none. */
export function sqlStateSentence(sqlState: string, code: ErrorCode): string {
  const sentence = STATES[sqlState] ?? CLASSES[sqlState.slice(0, 2)] ?? ERROR_TABLE[code].message;
  return `${sentence} (SQLSTATE ${sqlState})`;
}
