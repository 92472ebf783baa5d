// SIGHUP reads CONFIG_FILE again at once, as with other servers; without this it would end the
// process. A Worker hears signals too, without any permission.

/** What can be read again. */
export interface Reloadable {
  reload(): Promise<void>;
}

/** Listens until it is disposed of. */
export function reloadOnHangup(directory: Reloadable): Disposable {
  // Windows has no SIGHUP; the file is watched there too.
  if (Deno.build.os === "windows") return { [Symbol.dispose]() {} };
  const reload = () => void directory.reload();
  Deno.addSignalListener("SIGHUP", reload);
  return { [Symbol.dispose]: () => Deno.removeSignalListener("SIGHUP", reload) };
}
