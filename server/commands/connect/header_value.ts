// A name as the value of an `Mcp-…` header: what a header cannot hold travels as Base64
// (MCP 2026-07-28, "Standard request headers").

/** `text` for a header. */
export function headerValue(text: string): string {
  // Visible ASCII with spaces inside. What looks encoded already is encoded too, or it would be decoded.
  const plain = /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text) &&
    !text.startsWith("=?base64?");
  return plain ? text : `=?base64?${new TextEncoder().encode(text).toBase64()}?=`;
}
