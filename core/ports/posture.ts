// The port through which `doctor` asks a database what its role could do if nothing
// stood in its way. The adapter reports facts, also those that a role has only after
// SET ROLE; what they mean, and how bad they are, is judged in core/doctor.

import type { Database } from "./database.ts";
import type { CallOptions } from "./query_executor.ts";

/** Rights of a role that are not grants (`pg_roles`). */
export interface RoleAttributes {
  /** No grant binds it. */
  readonly superuser: boolean;
  /** It makes and changes roles. */
  readonly createRole: boolean;
  /** It makes databases. */
  readonly createDatabase: boolean;
  /** Row security policies do not hold for it. */
  readonly bypassRowSecurity: boolean;
  /** It may copy the whole cluster. */
  readonly replication: boolean;
}

/** A role that the role is a member of, directly or through others. */
export interface RoleMembership extends RoleAttributes {
  /** The role's name. */
  readonly name: string;
  /** Whether its grants count without SET ROLE. */
  readonly inherited: boolean;
  /** Whether it is one of PostgreSQL's own, `pg_…` (section 22.5). */
  readonly predefined: boolean;
}

/** A right to create, on a schema. */
export interface SchemaRight {
  /** The schema. */
  readonly schema: string;
  /** Whether every role has it, through PUBLIC. */
  readonly throughPublic: boolean;
}

/** Rights to change tables (`relation`) or sequences, one schema of them. */
export interface WriteRights {
  /** The schema they are in. */
  readonly schema: string;
  /** What they are. */
  readonly kind: "relation" | "sequence";
  /** The privileges on at least one of them, such as `INSERT`. */
  readonly privileges: readonly string[];
  /** How many there are. */
  readonly count: number;
  /** The first names, in order. */
  readonly examples: readonly string[];
  /** Whether PUBLIC has one of these rights. */
  readonly throughPublic: boolean;
}

/** Objects of one schema that the role owns, itself or through a role it is a member of. */
export interface OwnedObjects {
  /** The schema they are in. */
  readonly schema: string;
  /** The role that owns them. */
  readonly owner: string;
  /** How many there are. */
  readonly count: number;
  /** The first names, in order. */
  readonly examples: readonly string[];
}

/** An extension that is installed. */
export interface InstalledExtension {
  /** Its name. */
  readonly name: string;
  /** Whether the role may call one of its functions, or use its foreign-data wrapper. */
  readonly usable: boolean;
}

/** A function that does more than its caller could, and that the role may call. */
export interface RiskyFunction {
  /** The schema it is in. */
  readonly schema: string;
  /** Name and argument types, as in `price_of(integer)`. */
  readonly signature: string;
  /** The role that owns it. */
  readonly owner: string;
  /** Whether that role is a superuser. */
  readonly ownerIsSuperuser: boolean;
  /** Whether it runs with its owner's rights. */
  readonly securityDefiner: boolean;
  /** Whether it pins its search_path. */
  readonly pinsSearchPath: boolean;
  /** Its language, where that is untrusted: the function runs as the server's operating system user. */
  readonly untrustedLanguage: string | null;
}

/** A schema with tables that the role may read. */
export interface ReadableSchema {
  /** Its name. */
  readonly schema: string;
  /** How many tables, views and the like. */
  readonly tables: number;
  /** Who owns its tables: whose new tables default privileges are about. */
  readonly owners: readonly string[];
}

/** How the connection reached the server, as the server sees it. */
export interface ServerTransport {
  /** Whether it is encrypted; null where the server does not say. */
  readonly encrypted: boolean | null;
  /** Where it comes from: this machine, or over a network. */
  readonly origin: "local" | "network";
}

/** What a role is, has and may do in one database. */
export interface Posture {
  /** The version as a number (`server_version_num`), such as 180004. */
  readonly serverVersion: number;
  /** The name of the database. */
  readonly database: string;
  /** The name of the role. */
  readonly role: string;
  /** The role's own attributes. */
  readonly attributes: RoleAttributes;
  /** The roles it is a member of. */
  readonly memberships: readonly RoleMembership[];
  /** Whether it owns the database. */
  readonly ownsDatabase: boolean;
  /** Whether it may make schemas. */
  readonly createsSchemas: boolean;
  /** Whether it may make temporary tables. */
  readonly createsTemporaryTables: boolean;
  /** The schemas in which it may create. */
  readonly createsIn: readonly SchemaRight[];
  /** What it may change. */
  readonly writes: readonly WriteRights[];
  /** What it owns. */
  readonly owned: readonly OwnedObjects[];
  /** The schemas, other than the system's, in which it may read. */
  readonly readable: readonly ReadableSchema[];
  /** Catalogue relations with secrets or data that it may read, such as `pg_authid`. */
  readonly secretCatalogues: readonly string[];
  /** The extensions of the database. */
  readonly extensions: readonly InstalledExtension[];
  /** Foreign servers it may use, at most a few. */
  readonly foreignServers: readonly string[];
  /** The first functions with more rights than the role. */
  readonly functions: readonly RiskyFunction[];
  /** How many such functions there are. */
  readonly functionCount: number;
  /** Built-in functions that only superusers may call by default, and that it may call. */
  readonly grantedBuiltIns: readonly string[];
  /** Settings as a new session of the role has them, by name; in the setting's own unit. */
  readonly settings: Readonly<Record<string, string>>;
  /** `application_name` of the role's other sessions. */
  readonly otherApplications: readonly string[];
  /** How the connection came. */
  readonly transport: ServerTransport;
}

/** Reads the posture of the role it is connected as. */
export interface PostureReader {
  /** Reads it now; throws the same errors as a query does. */
  readPosture(options?: CallOptions): Promise<Posture>;
}

/** A database that can also say what its role could do. */
export interface InspectableDatabase extends Database {
  /** Reads that. */
  readonly posture: PostureReader;
}
