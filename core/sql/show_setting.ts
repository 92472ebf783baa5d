// SHOW of one setting. SHOW ALL, and settings that name paths, hosts or accounts,
// are refused.

import { isReadableSetting, readableSettings } from "./allow_lists/settings.ts";
import { hintForHabit } from "./habits.ts";
import { nearestNames } from "./nearest_names.ts";
import type { Verdict } from "./verdict.ts";

/** The verdict on `SHOW setting`. */
export function showSetting(sql: string, setting: string): Verdict {
  if (isReadableSetting(setting)) {
    return { kind: "allow", sql, statement: "show", access: "read", relations: [] };
  }
  const nearest = nearestNames(setting, readableSettings());
  return {
    kind: "refuse",
    code: "PGMCP_SETTING_NOT_ALLOWED",
    message: `The setting ${setting} may not be read`,
    hint: hintForHabit(sql) ??
      (nearest.length > 0
        ? `The nearest settings that may be read are ${nearest.join(", ")}.`
        : "SHOW works for settings such as server_version, TimeZone, DateStyle and search_path."),
    fragment: setting,
    position: Math.max(0, sql.toLowerCase().indexOf(setting.toLowerCase())),
  };
}
