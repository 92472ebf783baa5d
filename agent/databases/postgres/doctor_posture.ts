// PostureReader over PostgreSQL: what the role could do, from the catalogue. It only
// reads, in transactions that are rolled back, and judges nothing.

import { EXAMINED_SETTINGS } from "../../../core/doctor/setting_findings.ts";
import { PgmcpError } from "../../../core/errors.ts";
import type {
  InstalledExtension,
  OwnedObjects,
  Posture,
  PostureReader,
  ReadableSchema,
  RiskyFunction,
  RoleAttributes,
  RoleMembership,
  SchemaRight,
  ServerTransport,
  WriteRights,
} from "../../../core/ports/posture.ts";
import type { CallOptions } from "../../../core/ports/query_executor.ts";
import * as queries from "./doctor_queries.ts";
import type { TransactionRunner } from "./transaction_runner.ts";
import { arrayLiteral, CATALOGUE_LIMITS } from "./visible_relations.ts";

type Row = readonly (string | null)[];

/** Makes the reader. */
export function createPostureReader(runner: TransactionRunner): PostureReader {
  async function ask(
    call: CallOptions,
    sql: string,
    values: readonly (string | null)[] = [],
  ): Promise<readonly Row[]> {
    const request = { sql, values, access: "read", limits: CATALOGUE_LIMITS } as const;
    const { rows, truncatedBy } = await runner.run(request, call);
    // Half an answer would pass for a role with fewer rights.
    if (truncatedBy === null) return rows;
    throw new PgmcpError("PGMCP_QUERY_FAILED", {
      message: "Cannot examine the role: the database's catalogue is too large to read.",
    });
  }

  return {
    async readPosture(call: CallOptions = {}): Promise<Posture> {
      const functions = await ask(call, queries.FUNCTIONS);
      const settings = [arrayLiteral(EXAMINED_SETTINGS)];
      return {
        ...toRole((await ask(call, queries.ROLE))[0]),
        memberships: (await ask(call, queries.MEMBERSHIPS)).map(toMembership),
        createsIn: (await ask(call, queries.CREATES_IN)).map(toSchemaRight),
        writes: (await ask(call, queries.WRITES)).map(toWriteRights),
        owned: (await ask(call, queries.OWNED)).map(toOwned),
        readable: (await ask(call, queries.READABLE)).map(toReadable),
        secretCatalogues: (await ask(call, queries.SECRET_CATALOGUES)).map(first),
        extensions: (await ask(call, queries.EXTENSIONS)).map(toExtension),
        foreignServers: (await ask(call, queries.FOREIGN_SERVERS)).map(first),
        functions: functions.map(toFunction),
        functionCount: Number(functions[0]?.[7] ?? 0),
        grantedBuiltIns: (await ask(call, queries.GRANTED_BUILT_INS)).map(first),
        settings: Object.fromEntries(
          (await ask(call, queries.SETTINGS, settings)).map(([name, value]) => [name, value ?? ""]),
        ),
        otherApplications: (await ask(call, queries.OTHER_APPLICATIONS)).map(first),
        transport: toTransport((await ask(call, queries.TRANSPORT))[0]),
      };
    },
  };
}

// A right is taken for granted unless the answer is a plain no.
function yes(value: string | null | undefined): boolean {
  return value !== "f";
}

function first(row: Row): string {
  return row[0] ?? "";
}

function texts(json: string | null | undefined): readonly string[] {
  const list: unknown = JSON.parse(json ?? "[]");
  return Array.isArray(list) ? list.map(String) : [];
}

function toAttributes(
  [superuser, createRole, createDatabase, bypass, replication]: Row,
): RoleAttributes {
  return {
    superuser: yes(superuser),
    createRole: yes(createRole),
    createDatabase: yes(createDatabase),
    bypassRowSecurity: yes(bypass),
    replication: yes(replication),
  };
}

function toRole(row: Row = []): Pick<
  Posture,
  | "serverVersion"
  | "database"
  | "role"
  | "attributes"
  | "ownsDatabase"
  | "createsSchemas"
  | "createsTemporaryTables"
> {
  const [version, database, role] = row;
  const [owns, creates, temporary] = row.slice(8);
  return {
    serverVersion: Number(version ?? 0),
    database: database ?? "",
    role: role ?? "",
    attributes: toAttributes(row.slice(3, 8)),
    ownsDatabase: yes(owns),
    createsSchemas: yes(creates),
    createsTemporaryTables: yes(temporary),
  };
}

function toMembership(row: Row): RoleMembership {
  return {
    name: first(row),
    ...toAttributes(row.slice(1, 6)),
    inherited: yes(row[6]),
    predefined: row[7] === "t",
  };
}

function toSchemaRight([schema, throughPublic]: Row): SchemaRight {
  return { schema: schema ?? "", throughPublic: yes(throughPublic) };
}

function toWriteRights(
  [schema, kind, privileges, count, examples, throughPublic]: Row,
): WriteRights {
  return {
    schema: schema ?? "",
    kind: kind === "sequence" ? "sequence" : "relation",
    privileges: texts(privileges),
    count: Number(count ?? 0),
    examples: texts(examples),
    throughPublic: yes(throughPublic),
  };
}

function toOwned([schema, owner, count, examples]: Row): OwnedObjects {
  return {
    schema: schema ?? "",
    owner: owner ?? "",
    count: Number(count ?? 0),
    examples: texts(examples),
  };
}

function toReadable([schema, tables, owners]: Row): ReadableSchema {
  return { schema: schema ?? "", tables: Number(tables ?? 0), owners: texts(owners) };
}

function toExtension([name, usable]: Row): InstalledExtension {
  return { name: name ?? "", usable: yes(usable) };
}

function toFunction(
  [schema, signature, owner, superuser, definer, pinned, language]: Row,
): RiskyFunction {
  return {
    schema: schema ?? "",
    signature: signature ?? "",
    owner: owner ?? "",
    ownerIsSuperuser: yes(superuser),
    securityDefiner: yes(definer),
    pinsSearchPath: pinned === "t",
    untrustedLanguage: language ?? null,
  };
}

function toTransport([encrypted, local]: Row = []): ServerTransport {
  return {
    encrypted: encrypted === undefined || encrypted === null ? null : encrypted === "t",
    origin: local === "t" ? "local" : "network",
  };
}
