// Names for the columns of a result, made unique: SQL allows `SELECT a.id, b.id`,
// a JSON object does not, and the second value must not replace the first.

/**
 * The names in order, each one different. The first of equal names keeps it,
 * the next becomes `id_2`, `id_3` …, never a name that another column has.
 */
export function uniqueColumnNames(names: readonly string[]): readonly string[] {
  const given = new Set(names);
  if (given.size === names.length) return names;
  const used = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let suffix = 2; used.has(unique) || (unique !== name && given.has(unique)); suffix++) {
      unique = `${name}_${suffix}`;
    }
    used.add(unique);
    return unique;
  });
}
