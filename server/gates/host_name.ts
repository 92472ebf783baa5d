// Host names as the gates compare them: without port, in lower case, IPv6 in
// brackets, as the URL standard writes them.

/** The names of this machine to itself; served whatever is configured. */
export const LOOPBACK_NAMES: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** The host name in a Host header or an origin, any port; null where there is none. */
export function hostName(hostOrOrigin: string): string | null {
  const url = hostOrOrigin.includes("://") ? hostOrOrigin : `http://${hostOrOrigin}`;
  if (!URL.canParse(url)) return null;
  const { hostname, username, pathname } = new URL(url);
  // "localhost@evil" and "localhost/x" are no host names.
  return username === "" && pathname === "/" && hostname !== "" ? hostname : null;
}
