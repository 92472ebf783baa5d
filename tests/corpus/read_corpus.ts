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

/** The folders there are: what was first, and what real work in several trades looks like. */
export type CorpusFolder = "statements" | "wider";

/** All statements of a folder, by topic in the order of their names. */
export async function readCorpus(
  folderName: CorpusFolder = "statements",
): Promise<readonly CorpusStatement[]> {
  const folder = new URL(`./${folderName}/`, import.meta.url);
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) names.push(entry.name);
  const statements: CorpusStatement[] = [];
  for (const name of names.sort()) {
    const text = await Deno.readTextFile(new URL(name, folder));
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
