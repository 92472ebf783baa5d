// Whether a request came through a proxy. A server without keys trusts whoever is on its
// machine; a proxy on the same machine brings the rest of the world.

const FORWARDING_HEADERS: readonly string[] = [
  "forwarded",
  "via",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-real-ip",
  "cf-connecting-ip",
];

/** Whether a header says so. Not every proxy adds one. */
export function wasForwarded(request: Request): boolean {
  return FORWARDING_HEADERS.some((name) => request.headers.has(name));
}
