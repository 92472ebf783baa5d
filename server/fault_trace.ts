// What the log may hold of a failure that is not ours: its kind and where it
// happened. Not its message: V8 quotes the text it could not parse, drivers quote
// rows, and neither belongs in a log.

/** An error's name and stack frames, without its message; a thrown value's type. */
export function faultTrace(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`;
  const { stack = "", message } = error;
  // The stack begins with the message, which may itself have lines like frames.
  const from = stack.indexOf(message) + message.length;
  const frames = stack.slice(from).split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.map((line) => line.trim())].join("\n  ");
}
