// Where a server that is started beside others listens.

import type { ServerSettings } from "../../config.ts";
import { freePort } from "./free_port.ts";

/** How many ports above the default one are tried where it is taken. */
const PORTS_TRIED = 20;

/** The port that was asked for, or else the default one or the next that is free. Throws what {@linkcode freePort} throws. */
export function serverPort({ host, port, portGiven }: ServerSettings): number {
  return freePort({ host, from: port, more: portGiven ? 0 : PORTS_TRIED });
}
