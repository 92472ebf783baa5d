// Reads the repository's own source as data, for the tests that hold its shape.
// Only text: nothing here runs or loads the modules it reads.

const ROOT = new URL("../../", import.meta.url);

/** One file of the repository. */
export interface SourceFile {
  /** Path from the repository's root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Whether a generator wrote it. */
  readonly generated: boolean;
}

/** Names at the repository's top level, without those git ignores by a plain name. */
export function topLevelNames(): readonly string[] {
  const ignored = readText(".gitignore").split("\n").map((line) => line.replaceAll("/", "").trim());
  return [...Deno.readDirSync(ROOT)].map((entry) => entry.name)
    .filter((name) => name !== ".git" && !ignored.includes(name)).sort();
}

/** A file's text, by its path from the root. */
export function readText(path: string): string {
  return Deno.readTextFileSync(new URL(path, ROOT));
}

/** Every TypeScript and JavaScript file below `folders`, and the files named directly, by path. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap(pathsBelow).filter((path) => /\.[jt]s$/.test(path)).sort()
    .map((path) => ({ path, text: readText(path), generated: path.includes(".gen.") }));
}

/** The lines of code: comment lines and the comments at a line's end left out. */
export function codeLines(file: SourceFile): readonly string[] {
  return file.text.split("\n").filter((line) => !/^\s*(\/\/|\/\*|\*)/.test(line))
    .map((line) => line.replace(/\s\/\/ .*$/, ""));
}

function pathsBelow(path: string): readonly string[] {
  if (/\.[jt]s$/.test(path)) return exists(path) ? [path] : [];
  if (!exists(path)) return [];
  return [...Deno.readDirSync(new URL(`${path}/`, ROOT))].flatMap((entry) => {
    const below = `${path}/${entry.name}`;
    if (entry.isDirectory) return entry.name === "node_modules" ? [] : pathsBelow(below);
    return [below];
  });
}

function exists(path: string): boolean {
  try {
    Deno.statSync(new URL(path, ROOT));
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
