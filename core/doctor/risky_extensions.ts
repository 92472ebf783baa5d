// Extensions that reach out of the database: other hosts, files, programs, other
// languages. One that is installed but closed to the role is worth knowing, no more.

import type { Severity } from "./finding.ts";

/** How bad an extension is that the role may use, and why. */
export interface RiskyExtension {
  readonly severity: Severity;
  readonly why: string;
}

const NETWORK = "It makes the server connect to hosts that the SQL names, and send them data.";
const OTHER_SERVERS = "It reads, and may write, tables of other servers with stored logins.";
const AS_SERVER = "Its functions run as the server's operating system user.";

/** The extensions, by name. */
export const RISKY_EXTENSIONS: Readonly<Record<string, RiskyExtension>> = {
  dblink: { severity: "high", why: NETWORK },
  postgres_fdw: { severity: "medium", why: OTHER_SERVERS },
  mysql_fdw: { severity: "medium", why: OTHER_SERVERS },
  oracle_fdw: { severity: "medium", why: OTHER_SERVERS },
  tds_fdw: { severity: "medium", why: OTHER_SERVERS },
  redis_fdw: { severity: "medium", why: OTHER_SERVERS },
  mongo_fdw: { severity: "medium", why: OTHER_SERVERS },
  sqlite_fdw: { severity: "medium", why: "It reads database files of the server." },
  multicorn: { severity: "high", why: AS_SERVER },
  file_fdw: { severity: "medium", why: "Its tables read files of the server and run programs." },
  adminpack: { severity: "high", why: "It writes, renames and removes files of the server." },
  plpython3u: { severity: "high", why: AS_SERVER },
  plpython2u: { severity: "high", why: AS_SERVER },
  plpythonu: { severity: "high", why: AS_SERVER },
  plperlu: { severity: "high", why: AS_SERVER },
  pltclu: { severity: "high", why: AS_SERVER },
  plr: { severity: "high", why: AS_SERVER },
  plsh: { severity: "high", why: AS_SERVER },
  pg_cron: { severity: "high", why: "It keeps SQL and runs it later, in sessions of its own." },
  pg_background: { severity: "high", why: "It runs SQL in transactions of its own, which stay." },
  pg_net: { severity: "high", why: NETWORK },
  http: { severity: "high", why: NETWORK },
  aws_s3: { severity: "high", why: "It copies tables to and from buckets that the SQL names." },
  aws_lambda: { severity: "high", why: "It calls functions of the cloud account." },
  azure_storage: { severity: "high", why: "It copies tables to and from storage accounts." },
  google_ml_integration: { severity: "high", why: NETWORK },
  pg_surgery: { severity: "high", why: "It changes and removes rows past every rule." },
  pg_walinspect: { severity: "medium", why: "It reads changes of every table from the WAL." },
  pg_stat_statements: { severity: "low", why: "It shows the text of other sessions' statements." },
};
