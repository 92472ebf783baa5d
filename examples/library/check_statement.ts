// The guard in a program of your own: run it with `deno run examples/library/check_statement.ts`.
// It needs no permission, and no database.

import { createGuard } from "../../mod.ts";

const guard = createGuard({ schemas: ["public"], maxRows: 50 });

for (const sql of ["SELECT * FROM orders", "SELECT * FROM hr.salaries", "DROP TABLE orders"]) {
  const verdict = await guard.check(sql);
  if (verdict.kind === "allow") console.log(`run   ${JSON.stringify(verdict.sql)}`);
  else console.log(`${verdict.kind}  ${verdict.code}: ${verdict.message}. ${verdict.hint}`);
}
