// Reads an event stream (WHATWG HTML, section 9.2.6) as far as MCP uses it: the data of its
// events, one after the other. An event that grows past the bound ends the stream with an error.

/** The data of each event; ends with the stream. */
export async function* eventData(
  body: ReadableStream<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<string> {
  let data: string[] = [];
  let size = 0;
  for await (const line of streamLines(body, maxCharacters)) {
    if (line === "") {
      if (data.length > 0) yield data.join("\n");
      data = [];
      size = 0;
      continue;
    }
    if (!line.startsWith("data:")) continue;
    size += line.length;
    if (size > maxCharacters) throw new RangeError("Cannot read an event: it is too long");
    data.push(line.slice(line[5] === " " ? 6 : 5));
  }
}

/** The lines of `body` without their ends, the last one only where it is ended. Throws a RangeError past the bound. */
export async function* streamLines(
  body: ReadableStream<Uint8Array>,
  maxCharacters: number,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let length = 0;
  for await (const bytes of body) {
    const text = decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      pieces.push(text.slice(from, at));
      const line = pieces.join("");
      yield line.endsWith("\r") ? line.slice(0, -1) : line;
      pieces = [];
      length = 0;
      from = at + 1;
    }
    const rest = text.slice(from);
    length += rest.length;
    if (length > maxCharacters) throw new RangeError("Cannot read a line: it is too long");
    if (rest !== "") pieces.push(rest);
  }
}
