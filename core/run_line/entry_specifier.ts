// How the running program is named on a `deno run` line: a path for a file, the
// package for what came from the registry, its URL for anything else.

import { VERSION } from "../version.ts";

/** The specifier for the module at `entryUrl`. */
export function entrySpecifier(entryUrl: string): string {
  const url = new URL(entryUrl);
  if (url.protocol === "file:") {
    const path = decodeURIComponent(url.pathname);
    // On Windows the path starts with the drive: /C:/pgmcp/mod.ts.
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
  }
  if (!url.pathname.startsWith("/@pgmcp/pgmcp/")) return entryUrl;
  // agent/main.ts and server/main.ts are exported as /agent and /server.
  const [, program] = /\/(agent|server)\/main\.ts$/.exec(url.pathname) ?? [];
  return `jsr:@pgmcp/pgmcp@${VERSION}${program === undefined ? "" : `/${program}`}`;
}
