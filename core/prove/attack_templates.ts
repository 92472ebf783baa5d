// All attacks of `pgmcp prove`, class by class: the ledger of tests/security as
// templates for any database, and what a policy must hold off.

import type { AttackTemplate } from "./attack_template.ts";
import { ADMIN_FUNCTION } from "./templates/admin_function.ts";
import { FILE_ACCESS } from "./templates/file_access.ts";
import { FUNCTION_CALL } from "./templates/function_call.ts";
import { HIDDEN_WRITE } from "./templates/hidden_write.ts";
import { NETWORK } from "./templates/network.ts";
import { POLICY } from "./templates/policy.ts";
import { RESOURCE } from "./templates/resource.ts";
import { ROW_LIMIT } from "./templates/row_limit.ts";
import { SCHEMA_BYPASS } from "./templates/schema_bypass.ts";
import { SESSION_POISON } from "./templates/session_poison.ts";
import { SQL_AS_TEXT } from "./templates/sql_as_text.ts";
import { TIMEOUT_EVASION } from "./templates/timeout_evasion.ts";
import { TX_ESCAPE } from "./templates/tx_escape.ts";

/** The templates, in the order of `ATTACK_CLASSES`. */
export const ATTACK_TEMPLATES: readonly AttackTemplate[] = [
  ...TX_ESCAPE,
  ...SESSION_POISON,
  ...HIDDEN_WRITE,
  ...FUNCTION_CALL,
  ...ADMIN_FUNCTION,
  ...FILE_ACCESS,
  ...NETWORK,
  ...SQL_AS_TEXT,
  ...SCHEMA_BYPASS,
  ...RESOURCE,
  ...TIMEOUT_EVASION,
  ...ROW_LIMIT,
  ...POLICY,
];
