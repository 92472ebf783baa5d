// Whether a text is a trace context that may be passed on.

/** Whether `text` is a `traceparent` (W3C Trace Context, section 3.2); of later versions what this one has. */
export function isTraceparent(text: string): boolean {
  return text.length <= 256 &&
    /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?$/.test(
      text,
    );
}
