// Why a file cannot be read or written, in words for whoever named it. Told by the error's name, which
// is what a system call came to; its text may be in the system's language, and is not shown.

const TROUBLES: Readonly<Record<string, string>> = {
  AlreadyExists: "the file exists already",
  IsADirectory: "it is a folder",
  NotADirectory: "a part of its path is no folder",
  NotCapable: "Deno's permission for it is missing",
  NotFound: "there is no such file",
  PermissionDenied: "the file system does not allow it",
};

/** What `error`, thrown by a file, comes to: a clause to stand behind a colon. */
export function fileTrouble(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  return isFileTrouble(error) ? TROUBLES[name] ?? "" : "it cannot be used as a file";
}

/** Whether there are words for it. */
export function isFileTrouble(error: unknown): boolean {
  return error instanceof Error && Object.hasOwn(TROUBLES, error.name);
}

/** Whether Deno was not given the permission. */
export function lacksPermission(error: unknown): boolean {
  return error instanceof Error && error.name === "NotCapable";
}
