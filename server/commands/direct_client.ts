// The way to a server on this machine. Deno's fetch goes by HTTP_PROXY and its like, also where
// the program may read no variable: a proxy would read a key that http carries, and what it
// calls 127.0.0.1 is itself. What leaves the machine is https, and goes as fetch will have it.

import { isLoopback } from "../gates/host_name.ts";

const HTTP_PORT = 80;

/** A client for `fetch` that connects to `url` and to nothing else; null where Deno's own will do. The caller closes it. */
export function createDirectClient(url: URL): Deno.HttpClient | null {
  if (url.protocol !== "http:" || !isLoopback(url.hostname)) return null;
  const port = url.port === "" ? HTTP_PORT : Number(url.port);
  return Deno.createHttpClient({ proxy: { transport: "tcp", hostname: url.hostname, port } });
}
