// The posture of a role that only reads, in which tests change one thing.

import type { Posture } from "../../../core/ports/posture.ts";

/** It has nothing that doctor finds fault with. */
export const READER_POSTURE: Posture = {
  serverVersion: 180_004,
  database: "shop",
  role: "reader",
  attributes: {
    superuser: false,
    createRole: false,
    createDatabase: false,
    bypassRowSecurity: false,
    replication: false,
  },
  memberships: [],
  ownsDatabase: false,
  createsSchemas: false,
  createsTemporaryTables: false,
  createsIn: [],
  writes: [],
  owned: [],
  readable: [{ schema: "public", tables: 3, owners: ["owner"] }],
  secretCatalogues: [],
  extensions: [],
  foreignServers: [],
  functions: [],
  functionCount: 0,
  grantedBuiltIns: [],
  settings: {
    default_transaction_read_only: "on",
    idle_in_transaction_session_timeout: "60000",
    lo_compat_privileges: "off",
    log_min_duration_statement: "-1",
    log_min_duration_sample: "-1",
    log_parameter_max_length: "0",
    log_statement: "none",
    log_transaction_sample_rate: "0",
    statement_timeout: "10000",
    temp_file_limit: "1048576",
  },
  otherApplications: [],
  transport: { encrypted: true, origin: "network" },
};
