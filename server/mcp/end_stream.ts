// Ends an open event stream once its caller may not be here any more. The calls in it are
// cancelled by the same signal and get a moment to say so.

const EVENT_STREAM = "text/event-stream";

/** How long a stream stays open for last answers, in milliseconds. */
export const LAST_ANSWERS_MS = 200;

/** `response`, its stream closed soon after `ended` aborts; one that is no stream as it is. `onEnd` is called once it is over. */
export function endStream(
  response: Response,
  ended: AbortSignal,
  onEnd: () => void = () => {},
): Response {
  const { body, headers, status } = response;
  if (body === null || headers.get("content-type")?.startsWith(EVENT_STREAM) !== true) {
    onEnd();
    return response;
  }
  const cut = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  function endSoon(): void {
    timer = setTimeout(() => cut.abort(), LAST_ANSWERS_MS);
  }
  if (ended.aborted) endSoon();
  ended.addEventListener("abort", endSoon, { once: true });
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  body.pipeTo(writable, { signal: cut.signal, preventAbort: true }).catch(async () => {
    // Cut, or the client is gone, and then there is nothing left to close.
    await writable.close().catch(() => {});
  }).finally(() => {
    clearTimeout(timer);
    ended.removeEventListener("abort", endSoon);
    onEnd();
  });
  return new Response(readable, { headers, status });
}
