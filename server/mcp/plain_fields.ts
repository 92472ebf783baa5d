// The parts of messages that are recognised in their plain form: no key that is not
// expected, no value that some revision of the protocol might read in its own way.

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Which parts each capability has in its plain form, the parts themselves empty; null for any parts. */
const CAPABILITIES: Readonly<Record<string, readonly string[] | null>> = {
  elicitation: ["form", "url"],
  sampling: ["context", "tools"],
  roots: ["listChanged"],
  extensions: null,
  experimental: null,
};

/** Whether `value` is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether `fields` has no other keys than `names`. */
export function hasOnly(fields: Fields, names: readonly string[]): boolean {
  for (const name of Object.keys(fields)) if (!names.includes(name)) return false;
  return true;
}

/** Whether `id` can be a request's. */
export function isId(id: unknown): id is string | number {
  return typeof id === "string" || Number.isSafeInteger(id);
}

/** The id of a request, where `message` looks like one; null otherwise. */
export function requestId(message: unknown): string | number | null {
  if (!isFields(message) || typeof message.method !== "string") return null;
  return isId(message.id) ? message.id : null;
}

/** Whether `client` is a client's name, version and perhaps title. */
export function isPlainClient(client: unknown): boolean {
  return isFields(client) && hasOnly(client, ["name", "title", "version"]) &&
    typeof client.name === "string" && typeof client.version === "string" &&
    (client.title === undefined || typeof client.title === "string");
}

/** Whether `capabilities` are a client's, as far as this file knows them. */
export function isPlainCapabilities(capabilities: unknown): boolean {
  if (!isFields(capabilities) || !hasOnly(capabilities, Object.keys(CAPABILITIES))) return false;
  return Object.entries(capabilities).every(([name, parts]) => {
    if (!isFields(parts)) return false;
    const known = CAPABILITIES[name] ?? null;
    if (known === null) return Object.values(parts).every(isFields);
    return hasOnly(parts, known) &&
      Object.values(parts).every((part) =>
        name === "roots" ? typeof part === "boolean" : isFields(part) && hasOnly(part, [])
      );
  });
}
