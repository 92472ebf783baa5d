// Tests that need what a machine may not have. Where it is missing they are left out, and
// their titles say why: a test that returns early would count as passed.

/** Declares a test. */
export type DeclareTest = (
  title: string,
  check: (context: Deno.TestContext) => void | Promise<void>,
) => void;

/** Makes the declaration of tests that are left out for the reason `missing`; null for none. */
export function testUnless(missing: string | null): DeclareTest {
  return function declare(title, check) {
    Deno.test({
      name: missing === null ? title : `${title} (left out: ${missing})`,
      ignore: missing !== null,
      fn: async (context) => await check(context),
    });
  };
}
