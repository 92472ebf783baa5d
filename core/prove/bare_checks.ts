// The questions that stand for an attack against the bare role. They are asked of the
// catalogue by has_…_privilege() and the role's attributes (PostgreSQL, section 9.27.2);
// none of them does what it asks about.

import { quoteLiteral } from "../sql/quote.ts";
import type { BareCheck } from "./attack_template.ts";

function ask(expression: string): BareCheck {
  return { kind: "ask", expression };
}

const SUPERUSER =
  "(SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.rolname OPERATOR(pg_catalog.=) current_user)";

/** The questions, each as a check of a template. */
export const bareChecks = {
  /** Any role that may connect could send it. */
  anyone: { kind: "anyone" },
  /** The server does not take it from anybody. */
  nobody: { kind: "nobody" },
  /** Only a superuser may. */
  superuser: ask(SUPERUSER),
  /** Whoever owns the table may. */
  owner: ask(
    "(SELECT pg_catalog.pg_has_role(c.relowner, 'USAGE') FROM pg_catalog.pg_class c WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(@name@))",
  ),
  /** Whoever may create in the table's schema may. */
  createInSchema: ask("pg_catalog.has_schema_privilege(@schema_name@, 'CREATE')"),
  /** Whoever may create schemas may. */
  createInDatabase: ask(
    "pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')",
  ),
  /** Whoever may make temporary tables may. */
  temporary: ask("pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY')"),

  /** Whoever may call the user's function may. */
  userFunction: ask("pg_catalog.has_function_privilege(@function_oid@::pg_catalog.oid, 'EXECUTE')"),

  /** Whoever has the privilege on the table may. */
  table(privilege: string): BareCheck {
    return ask(`pg_catalog.has_table_privilege(@name@, ${quoteLiteral(privilege)})`);
  },
  /** Whoever has the privilege on the table outside SCHEMAS may. */
  hidden(privilege: string): BareCheck {
    return ask(`pg_catalog.has_table_privilege(@hidden_name@, ${quoteLiteral(privilege)})`);
  },
  /** Whether the role may read the table in the place `name`. */
  mayRead(name: string): BareCheck {
    return ask(`pg_catalog.has_table_privilege(${name}, 'SELECT')`);
  },
  /** Whoever may call a function of that name may; false where there is none. */
  callOf(name: string): BareCheck {
    return ask(
      `EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace WHERE p.proname OPERATOR(pg_catalog.=) ${
        quoteLiteral(name)
      } AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE'))`,
    );
  },
  /** Members of the predefined role may, superusers too. */
  memberOf(role: string): BareCheck {
    return ask(
      `EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname OPERATOR(pg_catalog.=) ${
        quoteLiteral(role)
      } AND pg_catalog.pg_has_role(r.oid, 'USAGE'))`,
    );
  },
  /** Roles with the attribute may, superusers too. */
  attribute(column: "rolcreaterole" | "rolcreatedb" | "rolreplication"): BareCheck {
    return ask(
      `(SELECT r.rolsuper OR r.${column} FROM pg_catalog.pg_roles r WHERE r.rolname OPERATOR(pg_catalog.=) current_user)`,
    );
  },
  /** Whoever may read the catalogue relation may. */
  catalogue(name: string): BareCheck {
    return ask(
      `pg_catalog.has_table_privilege(${quoteLiteral(`pg_catalog.${name}`)}, 'SELECT')`,
    );
  },
  /** Tried by a statement that stands for it. */
  run(sql: string): BareCheck {
    return { kind: "run", sql };
  },
} as const;
