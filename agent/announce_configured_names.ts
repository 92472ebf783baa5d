// Says once, when the database first answers, which schemas that SCHEMAS names are not there, and
// what the functions that ALLOW_FUNCTIONS names can do beyond computing. It changes nothing: what
// is named is the operator's decision.

import type { Catalogue, FunctionInfo, ObjectName } from "../core/ports/catalogue.ts";
import type { Database } from "../core/ports/database.ts";
import type { SchemaExplorer } from "../core/ports/schema_explorer.ts";

/** Options of {@linkcode announceConfiguredNames}. */
export interface AnnounceOptions {
  /** The schemas as the configuration names them; null where it names none. */
  readonly schemas: readonly string[] | null;
  /** The functions as the configuration names them. */
  readonly allowFunctions: readonly ObjectName[];
  /** Hears a sentence for each name of which there is something to say. */
  readonly log: (message: string) => void;
}

/** The same database, whose first answered ping is followed by the sentences. */
export function announceConfiguredNames(database: Database, options: AnnounceOptions): Database {
  const { schemas, allowFunctions, log } = options;
  let announced = allowFunctions.length === 0 && schemas === null;
  return {
    ...database,
    async ping(call) {
      const info = await database.ping(call);
      if (!announced) {
        announced = true;
        // Only said, never waited for; a failure here is every call's failure too.
        Promise.all([
          schemas === null ? [] : describeSchemas(database.explorer, schemas),
          allowFunctions.length === 0 ? [] : describeFunctions(database.catalogue, allowFunctions),
        ]).then(
          (sentences) => sentences.flat().forEach((sentence) => log(sentence)),
          () => announced = false,
        );
      }
      return info;
    },
  };
}

/** A sentence for each named schema that is not there for the role. */
async function describeSchemas(
  explorer: SchemaExplorer,
  schemas: readonly string[],
): Promise<readonly string[]> {
  const found = new Set((await explorer.listSchemas()).map(({ name }) => name));
  return schemas.filter((schema) => !found.has(schema)).map((schema) =>
    `SCHEMAS: ${schema} is no schema of the database, or its role has no USAGE on it.`
  );
}

/** A sentence for each named function that does not exist, or can do more than compute. */
export async function describeFunctions(
  catalogue: Catalogue,
  allowFunctions: readonly ObjectName[],
): Promise<readonly string[]> {
  const question = { functions: allowFunctions, operators: [], types: [], relations: [] };
  const { functions } = await catalogue.resolve(question);
  return allowFunctions.flatMap((named) => {
    const written = named.schema === null ? named.name : `${named.schema}.${named.name}`;
    const found = functions.filter((each) => isNamed(each, named));
    if (found.length === 0) {
      return [`ALLOW_FUNCTIONS: ${written} is no function of the database, or not a user's.`];
    }
    return [...new Set(found.flatMap((each) => describe(written, each)))];
  });
}

function isNamed(found: FunctionInfo, named: ObjectName): boolean {
  if (found.name !== named.name) return false;
  return named.schema === null ? found.onPath : named.schema === found.schema;
}

function describe(written: string, found: FunctionInfo): readonly string[] {
  const sentences: string[] = [];
  if (found.securityDefiner) {
    sentences.push(
      `ALLOW_FUNCTIONS: ${written} is SECURITY DEFINER: it runs with its owner's rights, whatever pgmcp's role may do.`,
    );
  }
  if (found.volatility === "volatile") {
    sentences.push(
      `ALLOW_FUNCTIONS: ${written} is VOLATILE: PostgreSQL takes it to have effects. If it has none, ALTER FUNCTION … STABLE says so.`,
    );
  }
  return sentences;
}
