// What the handlers of one server need.

import type { CallRunner } from "./call_runner.ts";
import type { RequestScope } from "./request_scope.ts";

/** For whom a server answers, and how it runs what is asked. */
export interface HandlerOptions {
  readonly scope: RequestScope;
  readonly run: CallRunner;
}
