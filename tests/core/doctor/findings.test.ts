// Every finding that a posture can lead to, by its identifier and how bad it is: both are a
// contract. What doctor sees of a real server is tested on one.

import assert from "node:assert/strict";
import { examine } from "../../../core/doctor/examine.ts";
import type { Finding } from "../../../core/doctor/finding.ts";
import type { ConnectionFacts, PermissionKind, Subject } from "../../../core/doctor/subject.ts";
import type {
  Posture,
  RiskyFunction,
  RoleMembership,
  WriteRights,
} from "../../../core/ports/posture.ts";
import { READER_POSTURE } from "./reader_posture.ts";
import { NETWORK, subjectOf } from "./subject_of.ts";

const EMBEDDED: ConnectionFacts = { ...NETWORK, kind: "embedded", remote: false };
const { attributes, settings } = READER_POSTURE;

function findingsOf(posture: Partial<Posture>, changes?: Partial<Subject>): readonly Finding[] {
  return examine(subjectOf(posture, changes)).findings;
}

function idsOf(posture: Partial<Posture>, changes: Partial<Subject> = {}): readonly string[] {
  return findingsOf(posture, changes).map(({ id, severity }) => `${severity} ${id}`);
}

function writes(kind: WriteRights["kind"]): WriteRights {
  return {
    kind,
    schema: "app",
    count: 2,
    examples: ["a", "b"],
    privileges: ["INSERT"],
    throughPublic: false,
  };
}

function member(name: string, changes: Partial<RoleMembership> = {}): RoleMembership {
  return { ...attributes, name, inherited: true, predefined: true, ...changes };
}

function routine(changes: Partial<RiskyFunction>): RiskyFunction {
  return {
    schema: "app",
    signature: "f()",
    owner: "owner",
    ownerIsSuperuser: false,
    securityDefiner: false,
    pinsSearchPath: true,
    untrustedLanguage: null,
    ...changes,
  };
}

Deno.test("each right of the role is a finding of its own", () => {
  const definer = { securityDefiner: true, ownerIsSuperuser: true };
  const expected: readonly (readonly [Partial<Posture>, string])[] = [
    [{ ownsDatabase: true }, "high owns.database"],
    [
      { owned: [{ schema: "app", owner: "reader", count: 1, examples: ["a"] }] },
      "high owns.relations",
    ],
    [{ writes: [writes("relation")] }, "high grant.write_tables"],
    [{ writes: [writes("sequence")] }, "medium grant.write_sequences"],
    [{ createsIn: [{ schema: "app", throughPublic: true }] }, "medium grant.create_in_schema"],
    [{ createsSchemas: true }, "medium grant.create_in_database"],
    [{ createsTemporaryTables: true }, "info grant.temporary"],
    [{ secretCatalogues: ["pg_authid"] }, "high grant.read_secrets"],
    [{ foreignServers: ["far"] }, "medium grant.foreign_servers"],
    [{ grantedBuiltIns: ["pg_read_file(text)"] }, "high function.built_in"],
    [
      { functions: [routine({ ...definer, pinsSearchPath: false })] },
      "high function.superuser_definer",
    ],
    [{ functions: [routine(definer)] }, "medium function.security_definer"],
    [
      { functions: [routine({ securityDefiner: true, pinsSearchPath: false })] },
      "medium function.security_definer",
    ],
    [
      { functions: [routine({ untrustedLanguage: "plperlu" })] },
      "high function.untrusted_language",
    ],
    [{ otherApplications: ["shop"] }, "low role.shared"],
    [
      { memberships: [member("admin", { predefined: false, inherited: false })] },
      "medium member.set_role",
    ],
    [{ attributes: { ...attributes, superuser: true } }, "critical role.superuser"],
    [{ attributes: { ...attributes, createRole: true } }, "high role.createrole"],
    [
      { attributes: { ...attributes, createRole: true }, serverVersion: 159_999 },
      "critical role.createrole",
    ],
    [{ attributes: { ...attributes, replication: true } }, "high role.replication"],
    [{ attributes: { ...attributes, bypassRowSecurity: true } }, "high role.bypassrls"],
    [{ attributes: { ...attributes, createDatabase: true } }, "medium role.createdb"],
    [{ settings: { ...settings, temp_file_limit: "-1" } }, "medium setting.temp_file_limit"],
    [{ settings: { ...settings, statement_timeout: "0" } }, "low setting.statement_timeout"],
    [
      { settings: { ...settings, idle_in_transaction_session_timeout: "0" } },
      "low setting.idle_in_transaction",
    ],
    [{ settings: { ...settings, default_transaction_read_only: "off" } }, "low setting.read_only"],
    [
      { settings: { ...settings, lo_compat_privileges: "on" } },
      "medium setting.lo_compat_privileges",
    ],
    [{ settings: { ...settings, log_statement: "all" } }, "info setting.statements_logged"],
    [
      { settings: { ...settings, log_min_duration_statement: "0" } },
      "info setting.statements_logged",
    ],
    [{ settings: { ...settings, log_min_duration_sample: "9" } }, "info setting.statements_logged"],
    [
      { settings: { ...settings, log_transaction_sample_rate: "0.1" } },
      "info setting.statements_logged",
    ],
  ];
  for (const [posture, finding] of expected) {
    const found = findingsOf({ functionCount: posture.functions?.length ?? 0, ...posture });
    assert.deepEqual(found.map(({ id, severity }) => `${severity} ${id}`), [finding]);
    for (const { id, what, why, fix } of found) {
      assert.match(what, /^\S.*\.$/, id);
      assert.match(why, /^\S.*\.$/, id);
      assert.ok(fix.length > 0, id);
    }
  }
});

Deno.test("what the role becomes through another counts as its own", () => {
  for (
    const [attribute, finding] of [
      ["superuser", "critical role.superuser"],
      ["createRole", "high role.createrole"],
      ["replication", "high role.replication"],
      ["bypassRowSecurity", "high role.bypassrls"],
      ["createDatabase", "medium role.createdb"],
    ] as const
  ) {
    const memberships = [member("admin", { predefined: false, [attribute]: true })];
    const [found, ...others] = findingsOf({ memberships });
    assert.equal(`${found?.severity} ${found?.id}`, finding);
    assert.deepEqual(others, []);
    assert.match(found?.what ?? "", /by SET ROLE admin\.$/);
    assert.deepEqual(found?.fix, ['REVOKE "admin" FROM "reader";']);
  }
});

Deno.test("membership in PostgreSQL's own roles costs what each of them allows", () => {
  const roles = {
    critical: ["pg_execute_server_program", "pg_read_server_files", "pg_write_server_files"],
    high: ["pg_create_subscription", "pg_write_all_data"],
    medium: [
      ...["pg_maintain", "pg_monitor", "pg_read_all_data", "pg_read_all_stats"],
      "pg_signal_backend",
    ],
    low: [
      ...["pg_checkpoint", "pg_read_all_settings", "pg_signal_autovacuum_worker"],
      ...["pg_stat_scan_tables", "pg_use_reserved_connections"],
    ],
  };
  for (const [severity, names] of Object.entries(roles)) {
    for (const name of names) {
      assert.deepEqual(idsOf({ memberships: [member(name)] }), [`${severity} member.${name}`]);
    }
  }
  const inherited = member("staff", { predefined: false });
  assert.deepEqual(idsOf({ memberships: [inherited] }), []);
});

Deno.test("an extension that leaves the database costs what it reaches, and nothing more where it is closed", () => {
  const extensions = {
    high: [
      ...["adminpack", "aws_lambda", "aws_s3", "azure_storage", "dblink", "google_ml_integration"],
      ...["http", "multicorn", "pg_background", "pg_cron", "pg_net", "pg_surgery", "plperlu"],
      ...["plpython2u", "plpython3u", "plpythonu", "plr", "plsh", "pltclu"],
    ],
    medium: [
      ...["file_fdw", "mongo_fdw", "mysql_fdw", "oracle_fdw", "pg_walinspect", "postgres_fdw"],
      ...["redis_fdw", "sqlite_fdw", "tds_fdw"],
    ],
    low: ["pg_stat_statements"],
  };
  for (const [severity, names] of Object.entries(extensions)) {
    for (const name of names) {
      assert.deepEqual(idsOf({ extensions: [{ name, usable: true }] }), [
        `${severity} extension.${name}`,
      ]);
      assert.deepEqual(idsOf({ extensions: [{ name, usable: false }] }), [
        `info extension.${name}`,
      ]);
    }
  }
  for (const name of ["pgcrypto", "constructor"]) {
    assert.deepEqual(idsOf({ extensions: [{ name, usable: true }] }), []);
  }
});

Deno.test("each permission of Deno without bounds costs what it reaches", () => {
  const kinds: Readonly<Record<PermissionKind, string>> = {
    run: "high",
    ffi: "high",
    write: "high",
    read: "medium",
    net: "medium",
    env: "low",
    sys: "low",
  };
  for (const kind of ["run", "ffi", "write", "read", "net", "env", "sys"] as const) {
    assert.deepEqual(idsOf({}, { unboundedPermissions: [kind] }), [`${kinds[kind]} deno.${kind}`]);
  }
});

Deno.test("of a superuser only that is said, and how the server logs", () => {
  const posture: Partial<Posture> = {
    attributes: { ...attributes, superuser: true, createRole: true, replication: true },
    ownsDatabase: true,
    writes: [writes("relation")],
    memberships: [member("pg_read_server_files")],
    secretCatalogues: ["pg_authid"],
    settings: { ...settings, temp_file_limit: "-1", log_statement: "all" },
  };
  assert.deepEqual(idsOf(posture), ["critical role.superuser", "info setting.statements_logged"]);
  // The embedded database has no other role, no log and no way to it.
  assert.deepEqual(
    idsOf({ ...posture, transport: { encrypted: false, origin: "network" } }, {
      connection: { ...EMBEDDED, passwordInUrl: true },
    }),
    ["medium role.superuser"],
  );
});

Deno.test("writes that READ_ONLY=false asks for are told, and cost nothing", () => {
  const posture = {
    writes: [writes("relation"), writes("sequence")],
    settings: { ...settings, default_transaction_read_only: "off" },
  };
  assert.deepEqual(idsOf(posture, { readOnly: false }), [
    "info grant.write_tables",
    "info grant.write_sequences",
  ]);
});

Deno.test("only schemas that SCHEMAS leaves out are read beyond it", () => {
  const readable = ["app", "public", "private"].map((schema) => ({
    schema,
    tables: 1,
    owners: ["owner"],
  }));
  assert.deepEqual(idsOf({ readable }), []);
  assert.deepEqual(idsOf({ readable }, { schemas: ["app", "public", "private"] }), []);
  const [found] = findingsOf({ readable }, { schemas: ["app", "public"] });
  assert.equal(`${found?.severity} ${found?.id}`, "low grant.read_beyond_schemas");
  assert.match(found?.what ?? "", /also reads private \(1 table\), which SCHEMAS does not name\.$/);
  assert.deepEqual(found?.fix, ['REVOKE USAGE ON SCHEMA "private" FROM "reader";']);
});

Deno.test("values that are logged with the statements are a finding, and values alone are none", () => {
  const logged = { ...settings, log_parameter_max_length: "-1" };
  assert.deepEqual(idsOf({ settings: logged }), []);
  assert.deepEqual(idsOf({ settings: { ...logged, log_statement: "all" } }), [
    "low setting.parameters_logged",
    "info setting.statements_logged",
  ]);
});

Deno.test("a right that everybody has is revoked from everybody too", () => {
  const rights = { ...writes("relation"), throughPublic: true };
  assert.deepEqual(findingsOf({ writes: [rights] })[0]?.fix, [
    'REVOKE INSERT ON ALL TABLES IN SCHEMA "app" FROM "reader";',
    'REVOKE INSERT ON ALL TABLES IN SCHEMA "app" FROM PUBLIC;',
  ]);
  assert.deepEqual(findingsOf({ writes: [writes("sequence")] })[0]?.fix, [
    'REVOKE INSERT ON ALL SEQUENCES IN SCHEMA "app" FROM "reader";',
  ]);
  const createsIn = [{ schema: "a", throughPublic: true }, { schema: "b", throughPublic: false }];
  assert.deepEqual(findingsOf({ createsIn })[0]?.fix, [
    'REVOKE CREATE ON SCHEMA "a" FROM PUBLIC;',
    'REVOKE CREATE ON SCHEMA "b" FROM "reader";',
  ]);
});

Deno.test("what is counted is counted in all, though a few are named", () => {
  const functions = [routine({ securityDefiner: true })];
  const [definers] = findingsOf({ functions, functionCount: 9 });
  assert.match(
    definers?.what ?? "",
    /^9 functions the role may call run with .*: app\.f\(\) and 8 more\.$/,
  );
  const [one] = findingsOf({ functions, functionCount: 1 });
  assert.match(one?.what ?? "", /^1 function the role may call runs with /);
  const two = [writes("relation"), { ...writes("relation"), schema: "shop", count: 5 }];
  assert.match(findingsOf({ writes: two })[0]?.what ?? "", /on 7 tables: .* and 3 more\.$/);
  const owned = [3, 4].map((count) => ({ schema: "s", owner: "reader", count, examples: ["a"] }));
  assert.match(findingsOf({ owned })[0]?.what ?? "", /owns 7 relations: s\.a, s\.a and 5 more\.$/);
});
