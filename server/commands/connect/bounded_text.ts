// A response's text, as far as it may go: a server or something before it can send without end,
// and what is compressed grows a thousandfold on the way in.

/** The text of `response`. Hangs up and throws a RangeError where it has more than `maxCharacters`. */
export async function boundedText(response: Response, maxCharacters: number): Promise<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let length = 0;
  for await (const bytes of response.body ?? []) {
    const piece = decoder.decode(bytes, { stream: true });
    length += piece.length;
    if (length > maxCharacters) throw new RangeError("Cannot read an answer: it is too long");
    pieces.push(piece);
  }
  pieces.push(decoder.decode());
  return pieces.join("");
}
