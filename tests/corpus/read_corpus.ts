// Reads the corpus of legitimate SQL: files of statements, each under a line
// `--- title`. What stands in brackets at the end of a title says how it is held
// against the database; nothing is run here.

/** How a statement's answer is compared with the database's own. */
export type CorpusMode =
  /** Row for row. */
  | "rows"
  /** Columns only: it answers differently every time. */
  | "volatile"
  /** That it runs: plans and statistics change by being looked at. */
  | "plan";

/** One statement. */
export interface CorpusStatement {
  /** The file's name without its ending. */
  readonly topic: string;
  readonly title: string;
  readonly sql: string;
  readonly mode: CorpusMode;
}

const FOLDER = new URL("./statements/", import.meta.url);

/** All statements, by topic in the order of their names. */
export async function readCorpus(): Promise<readonly CorpusStatement[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(FOLDER)) names.push(entry.name);
  const statements: CorpusStatement[] = [];
  for (const name of names.sort()) {
    const text = await Deno.readTextFile(new URL(name, FOLDER));
    for (const piece of text.split(/^--- /m).slice(1)) {
      statements.push(readPiece(name.replace(/\.sql$/, ""), piece));
    }
  }
  return statements;
}

function readPiece(topic: string, piece: string): CorpusStatement {
  const end = piece.indexOf("\n");
  const title = piece.slice(0, end);
  const body = piece.slice(end + 1).replace(/\n$/, "");
  const flag = /\((volatile|plan|crlf)\)$/.exec(title)?.[1];
  return {
    topic,
    title,
    sql: flag === "crlf" ? body.replaceAll("\n", "\r\n") : body,
    mode: flag === "volatile" || flag === "plan" ? flag : "rows",
  };
}
