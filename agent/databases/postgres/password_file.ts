// The lines of a password file, `host:port:database:user:password`, as libpq reads
// them (PostgreSQL, section 34.16): the first that fits counts, `*` fits all, a
// backslash takes the meaning from a colon or a backslash.

/** What a line has to fit. */
export interface PasswordFor {
  readonly host: string;
  readonly port: number;
  readonly database: string | null;
  readonly user: string | null;
}

/** The password of the first line of `text` that fits; null where none does. */
export function passwordFor(text: string, target: PasswordFor): string | null {
  const host = target.host.startsWith("/") ? "localhost" : target.host;
  const asked = [host, String(target.port), target.database, target.user];
  for (const line of text.split(/\r?\n/)) {
    if (line === "" || line.startsWith("#")) continue;
    const fields = splitFields(line);
    const password = fields[4];
    if (password === undefined) continue;
    if (asked.every((value, index) => fields[index] === "*" || fields[index] === value)) {
      return password;
    }
  }
  return null;
}

function splitFields(line: string): readonly string[] {
  const fields = [""];
  for (let at = 0; at < line.length; at++) {
    const last = fields.length - 1;
    if (line[at] === ":" && last < 4) fields.push("");
    else {
      if (line[at] === "\\" && at + 1 < line.length) at++;
      fields[last] += line[at] ?? "";
    }
  }
  return fields;
}
