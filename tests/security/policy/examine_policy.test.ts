// What `policy check` warns of although the policy can be used: views that show what it hides, and
// secrets that nobody looked at.

import assert from "node:assert/strict";
import { openPostgres } from "../../../agent/databases/postgres/open_postgres.ts";
import { DEFAULT_QUERY_SETTINGS } from "../../../core/config/query_settings.ts";
import { parsePolicy } from "../../../core/policy/parse_policy.ts";
import { examinePolicy } from "../../../core/services/examine_policy.ts";
import type { Database } from "../../../core/ports/database.ts";
import { createParser } from "../../../core/sql/parse.ts";
import { testsOnPostgres } from "../../support/tests_on_postgres.ts";

const onPostgres = testsOnPostgres();

const FIXTURE = `
CREATE SCHEMA app;
CREATE TABLE app.people (id int, tenant int, email text, ssn text, api_key varchar(40));
CREATE TABLE app.vault (id int, token text, is_token boolean);
CREATE TABLE app.orders (id int, total int, iban text);
CREATE VIEW app.mails AS SELECT id, email, tenant FROM app.people;
CREATE VIEW app.ids AS SELECT id FROM app.people;
CREATE VIEW app.rows AS SELECT people AS person FROM app.people;
CREATE VIEW app.sums AS SELECT sum(total) FROM app.orders;
CREATE MATERIALIZED VIEW app.tokens AS SELECT token FROM app.vault;
`;

/** The warnings about the text of a policy without a problem, each with its rule. */
function warningsOn({ catalogue }: Database): (text: string) => Promise<readonly string[]> {
  const parser = createParser();
  return async (text) => {
    const parsed = await parsePolicy(text);
    assert.ok(parsed.kind === "policy", JSON.stringify(parsed));
    const found = await examinePolicy(parsed, {
      catalogue,
      settings: DEFAULT_QUERY_SETTINGS,
      parser,
    });
    assert.deepEqual(found.problems, []);
    return found.warnings.map(({ rule, text }) => `${rule}: ${text}`);
  };
}

onPostgres(
  "policy check warns of views that it names and that show what it hides",
  async (server) => {
    const { url } = await server.createDatabase();
    await server.runSql(url, FIXTURE);
    await using database = openPostgres({ url, schemas: null });
    const warnings = warningsOn(database);
    const PEOPLE = "{deny_columns: [ssn, api_key], mask_columns: {email: redact}}";

    const named = await warnings(`policy:
  allow_tables: [app.mails, app.ids, app.rows, app.tokens, app.sums]
  deny_tables: [app.vault]
  tables: {app.people: ${PEOPLE}}
`);
    assert.equal(named.length, 3, named.join("\n"));
    const of = (rule: string) => named.find((each) => each.startsWith(`${rule}: `)) ?? "";
    assert.match(
      of("allow_tables.app.mails"),
      /view app\.mails reads app\.people\.email \(masked\):/,
    );
    assert.match(
      of("allow_tables.app.rows"),
      /app\.people\.api_key \(denied\), and whole rows:/,
    );
    assert.match(
      of("allow_tables.app.tokens"),
      /materialised view .* reads app\.vault \(denied\):/,
    );

    // Unnamed, they do not exist; masked by themselves, they show nothing.
    assert.deepEqual(
      await warnings(`policy:
  deny_tables: [app.vault, app.orders]
  tables:
    app.people: ${PEOPLE}
    app.mails: {mask_columns: {email: redact}}
`),
      [],
    );

    const filtered = await warnings(`policy:
  deny_tables: [app.vault, app.orders]
  tables:
    app.people: {deny_columns: [ssn, api_key], row_filter: tenant = 1}
    app.ids: {description: All of them}
    app.mails: {row_filter: tenant = 1}
`);
    assert.equal(filtered.length, 1, filtered.join("\n"));
    assert.match(
      filtered[0] ?? "",
      /^tables\.app\.ids: .* all rows of app\.people \(filtered\)/,
    );

    const byRole = await warnings(`policy:
  deny_tables: [app.vault, app.orders]
  tables: {app.people: {deny_columns: [ssn, api_key]}}
  roles: {support: {allow_tables: [app.people, app.mails], tables: {app.people: ${PEOPLE}}}}
`);
    assert.equal(byRole.length, 1, byRole.join("\n"));
    assert.match(byRole[0] ?? "", /^roles\.support\.allow_tables\.app\.mails: /);
  },
);

onPostgres("policy check warns of secrets in tables that only a pattern lets", async (server) => {
  const { url } = await server.createDatabase();
  await server.runSql(url, FIXTURE);
  await using database = openPostgres({ url, schemas: null });
  const warnings = warningsOn(database);
  const [all = "", ...more] = await warnings("policy: {allow_tables: ['app.*']}");
  assert.deepEqual(more, []);
  assert.match(
    all,
    /^allow_tables\.app\.\*: No rule names the tables of app\.orders\.iban, app\.people\.api_key, app\.people\.ssn, app\.vault\.token, which/,
  );
  const [open = ""] = await warnings("policy: {deny_tables: [app.vault, app.orders]}");
  assert.match(open, /^default: .* app\.people\.api_key, app\.people\.ssn, which/);
  assert.deepEqual(
    await warnings(`policy:
  allow_tables: ['app.*', app.vault]
  tables:
    app.people: {deny_columns: [api_key, ssn]}
    app.orders: {mask_columns: {iban: redact}}
`),
    [],
  );
});
