// Host names as the gates compare them: without port, in lower case, IPv6 in
// brackets, as the URL standard writes them.

/** The names of this machine to itself; served whatever is configured. */
export const LOOPBACK_NAMES: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

/** The host name in a Host header or an origin, any port; null where there is none. */
export function hostName(hostOrOrigin: string): string | null {
  const url = hostOrOrigin.includes("://") ? hostOrOrigin : `http://${hostOrOrigin}`;
  if (!URL.canParse(url)) return null;
  const { hostname, username, pathname } = new URL(url);
  // "localhost@evil", "localhost/x" and "localhost#x" are no host names.
  const plain = username === "" && pathname === "/" && !/[?#]/.test(url);
  return plain && hostname !== "" ? hostname : null;
}

const LOOPBACK_ADDRESS = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i;

/** Whether an address to listen on is reached from this machine only. */
export function isLoopback(address: string): boolean {
  return LOOPBACK_ADDRESS.test(address);
}

const UNSPECIFIED: readonly string[] = ["0.0.0.0", "[::]"];

/**
 * The names that a server on `address` has besides the loopback names: the address itself, but
 * none where it listens on all. A browser takes 0.0.0.0 for this machine, whoever's page asks.
 */
export function namesOfAddress(address: string): readonly string[] {
  const name = hostName(address.includes(":") ? `[${address.replace(/[[\]]/g, "")}]` : address);
  return name === null || UNSPECIFIED.includes(name) ? [] : [name];
}
