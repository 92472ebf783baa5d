// The MCP side's settings: defaults, and each variable.

import assert from "node:assert/strict";
import { readSettings } from "../../core/config/read_settings.ts";
import {
  DEFAULT_SERVER_SETTINGS,
  readServerSettings,
  SERVER_VARIABLES,
} from "../../server/config.ts";

function read(variables: Readonly<Record<string, string>>) {
  return readSettings((name) => variables[name], readServerSettings);
}

Deno.test("each of HOST, PORT and LOG_LEVEL changes its setting and no other", () => {
  assert.deepEqual(read({}), DEFAULT_SERVER_SETTINGS);
  const changed = {
    HOST: ["::1", { host: "::1" }],
    PORT: ["0", { port: 0, portGiven: true }],
    LOG_LEVEL: ["Debug", { logLevel: "debug" }],
  } as const;
  assert.deepEqual(Object.keys(changed), SERVER_VARIABLES);
  for (const [name, [value, expected]] of Object.entries(changed)) {
    assert.deepEqual(read({ [name]: value }), { ...DEFAULT_SERVER_SETTINGS, ...expected });
  }
});

Deno.test("a port outside TCP's range and an unknown level are refused together", () => {
  assert.throws(
    () => read({ PORT: "65536", LOG_LEVEL: "loud" }),
    /Cannot use PORT: "65536".*\nCannot use LOG_LEVEL: "loud" is not one of debug, info, warning, error/,
  );
});
