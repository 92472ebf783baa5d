// How many calls a message makes, for a key's rate: what reaches a database counts.
// Handshakes, lists of tools, pings and notifications do not, or the rate would say
// something about a client's library.

/** The methods that count. */
const COUNTED: ReadonlySet<unknown> = new Set([
  "tools/call",
  "resources/list",
  "resources/read",
  "completion/complete",
]);

/** The number of calls in `body`, a message or a batch of them as it was received. */
export function countCalls(body: unknown): number {
  const messages: readonly unknown[] = Array.isArray(body) ? body : [body];
  return messages.filter((message) =>
    typeof message === "object" && message !== null && "method" in message &&
    COUNTED.has(message.method)
  ).length;
}
