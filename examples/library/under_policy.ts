// A query under a policy in a program of your own, on the demo's shop, for two callers:
// `deno run --ignore-env examples/library/under_policy.ts`. The policy is the text of a policy file.

import {
  DEFAULT_QUERY_SETTINGS,
  guardDatabase,
  openDatabase,
  policyFromText,
  type Principal,
} from "../../mod.ts";

const policy = await policyFromText(`
policy:
  tables:
    customers: { mask_columns: { email: "****@****.com" }, row_filter: "country = {{principal.country}}" }
  roles:
    marketing: { tables: { customers: { deny_columns: [name] } } }
`);

await using database = await openDatabase({ kind: "pglite", dataDir: null }, { demo: true });
const { queries } = guardDatabase({ ...database, policy }, DEFAULT_QUERY_SETTINGS);

const ann: Principal = { id: "ann", role: null, team: null, attributes: { country: "Germany" } };
const bob: Principal = {
  id: "bob",
  role: "marketing",
  team: null,
  attributes: { country: "France" },
};
const sql = "SELECT name, email, country FROM customers ORDER BY id LIMIT 2";

for (const principal of [ann, bob]) {
  const outcome = await queries.query({ sql }, { principal });
  if (outcome.kind === "rows") {
    const { maskedColumns, filteredTables } = outcome.report;
    console.log(outcome.result.rows.map((row) => row.join("\t")).join("\n"));
    console.log(`masked: ${maskedColumns}; filtered: ${filteredTables}`);
  } else console.log(`${outcome.verdict.code}: ${outcome.verdict.message}`);
}
