// What the databases of the configuration file need of Deno's permissions, all
// together, for `--print-command`.

import type { ReadVariable } from "../../core/config/read_settings.ts";
import { PgmcpError } from "../../core/errors.ts";
import { signaturePath } from "../policy_file/read_policy_file.ts";
import { type RequiredPermissions, requiredPermissions } from "../required_permissions.ts";
import { readConfigFile } from "./open_config_file.ts";
import { parseConfigFile } from "./parse_config_file.ts";

/** The permissions, and the variables that the URLs name. */
export interface ConfigFileNeeds extends RequiredPermissions {
  /** Their values are secret. */
  readonly env: readonly string[];
}

/** The least that the file at `path` needs. Throws `PGMCP_INVALID_CONFIGURATION` where anything in it is wrong. */
export async function configFileNeeds(
  path: string,
  variable: ReadVariable,
): Promise<ConfigFileNeeds> {
  const databases = parseConfigFile(await readConfigFile(path), { file: path, variable });
  const problems = databases.flatMap(({ problem }) => problem === null ? [] : [problem.message]);
  if (problems.length > 0) {
    throw new PgmcpError("PGMCP_INVALID_CONFIGURATION", {
      message: problems.join("\n"),
      hint: `Correct ${path}: what it needs is known once it has no errors.`,
    });
  }
  const each = await Promise.all(
    databases.flatMap(({ location }) => location === null ? [] : [requiredPermissions(location)]),
  );
  const signed = (variable("POLICY_PUBLIC_KEYS") ?? "") !== "";
  return {
    net: unique(each.flatMap(({ net }) => net)),
    read: unique([
      path,
      ...databases.flatMap(({ policyFile }) =>
        policyFile === null ? [] : [policyFile, ...(signed ? [signaturePath(policyFile)] : [])]
      ),
      ...each.flatMap(({ read }) => read),
    ]),
    write: unique(each.flatMap(({ write }) => write)),
    env: unique(databases.flatMap(({ variables }) => variables)),
  };
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}
