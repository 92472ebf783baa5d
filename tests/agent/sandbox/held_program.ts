// Prints which of its needs a process lacks, and of which kinds it holds more. Argument: the needs, as JSON.

import { missingPermissions, widerKinds } from "../../../agent/sandbox/held_permissions.ts";

const needs = { net: [], read: [], write: [], ...JSON.parse(Deno.args[0] ?? "{}") };
console.log(JSON.stringify({ missing: missingPermissions(needs), wider: widerKinds(needs) }));
