// Variables in a URL: as they stand where they are all of it, encoded in its parts.

import assert from "node:assert/strict";
import { substituteVariables } from "../../../agent/config_file/substitute_variables.ts";

const VARIABLES: Readonly<Record<string, string>> = {
  URL: "postgres://u:p%40ss@h/d",
  USER: "a@b",
  PASSWORD: "p@ss:w/rd?#%",
  HOST: "[::1]",
  PORT: "6000",
  DATABASE: "my db",
  EMPTY: "",
};

function substitute(template: string) {
  return substituteVariables(template, (name) => VARIABLES[name]);
}

Deno.test("a URL that is one variable is taken as it stands", () => {
  assert.equal(substitute("${URL}")?.text, VARIABLES.URL);
});

Deno.test("user, password, database and parameters are encoded, host and port are not", () => {
  const template = "postgres://${USER}:${PASSWORD}@${HOST}:${PORT}/${DATABASE}?options=${USER}";
  const substituted = substitute(template);
  assert.equal(
    substituted?.text,
    "postgres://a%40b:p%40ss%3Aw%2Frd%3F%23%25@[::1]:6000/my%20db?options=a%40b",
  );
  assert.deepEqual(substituted?.names, ["USER", "PASSWORD", "HOST", "PORT", "DATABASE"]);
  assert.deepEqual(substituted?.missing, []);
  assert.equal(substitute("postgres://${HOST}/d")?.text, "postgres://[::1]/d");
});

Deno.test("variables that are not set or empty are missing, and what is no name is refused", () => {
  assert.deepEqual(substitute("pglite:${NOT_SET}${EMPTY}")?.missing, ["NOT_SET", "EMPTY"]);
  for (const wrong of ["${}", "${A B}", "${1A}", "${A-B}"]) assert.equal(substitute(wrong), null);
});

Deno.test("a dollar sign alone is a dollar sign", () => {
  assert.equal(substitute("postgres://u:pa$$word$@h/d")?.text, "postgres://u:pa$$word$@h/d");
});
