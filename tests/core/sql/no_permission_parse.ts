// Run by parse.test.ts in a process without any permission: parses one statement.

import { createParser } from "../../../core/sql/parse.ts";

const outcome = await createParser().parse("SELECT 1");
console.log(outcome.kind);
