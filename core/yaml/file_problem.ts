// What is wrong in a YAML file of ours, and where: the words that an operator
// reads. They hold names of keys and variables, never a value that could be secret.

/** A place in the file; both count from 1. */
export interface Place {
  /** The line. */
  readonly line: number;
  /** The column, in characters. */
  readonly column: number;
}

/** Something wrong at a place. */
export interface FileProblem {
  readonly place: Place;
  /** A sentence. */
  readonly text: string;
}

/** Makes one. */
export function placed(place: Place, text: string): FileProblem {
  return { place, text };
}

/** The problem as a line, as compilers write them: `file:line:column: sentence`. */
export function problemLine(file: string, { place, text }: FileProblem): string {
  return `${file}:${place.line}:${place.column}: ${text}`;
}
