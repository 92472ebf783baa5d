// The policy of the demo, without its comments, for tests to build on.

const FILE = new URL("../../examples/demo/policy.yaml", import.meta.url);

/** The text. */
export const DEMO_POLICY: string = (await Deno.readTextFile(FILE)).replaceAll(/^#.*\n/gm, "");
