// Whether Deno would ask the person at the terminal for a permission that is missing, who might
// grant it. Only `--no-prompt` (or DENO_NO_PROMPT) ends that, and no flag can be read from inside.

// Deno refuses to show a question longer than 10 KB, so this one is never put to anybody. Where
// it could have been, Deno warns on a terminal, and takes the permission for denied; under
// --no-prompt its state stays as it was.
const TOO_LONG_TO_ASK = "x".repeat(11_000);

/** Whether it would. To be called once the permissions that are not needed are given back. */
export function promptsArePossible(): boolean {
  const questions: readonly Deno.PermissionDescriptor[] = [
    { name: "run", command: TOO_LONG_TO_ASK },
    { name: "ffi", path: TOO_LONG_TO_ASK },
    { name: "env", variable: TOO_LONG_TO_ASK },
  ];
  // One that is denied by a flag is no question any more.
  const question = questions.find((each) => Deno.permissions.querySync(each).state === "prompt");
  if (question === undefined) return false;
  Deno.permissions.requestSync(question);
  return Deno.permissions.querySync(question).state === "denied";
}
