// Random writes to the tables of a random schema: with conditions that fail on some rows, with FROM and
// USING, with every form of RETURNING, of columns that are hidden now and then.

import type { RandomColumn, RandomSchema, RandomTable } from "./random_schema.ts";
import type { RandomSource } from "./random_source.ts";

/** Ids of rows that are inserted begin here. */
const FIRST_NEW_ID = 500;
/** Of one statement there are fewer. */
const IDS_OF_A_WRITE = 50;
/** A partition ends with this. */
const MOST_WRITES = 9;

/** The `at`th write, of which there are {@linkcode MOST_WRITES} that insert new ids at most. */
export function randomWrite(random: RandomSource, { tables, views }: RandomSchema, at: number) {
  const some = tables.filter(({ denied }) => !denied || random.oneIn(5));
  const [table, other] = [random.pick(some), random.pick(some)];
  const target = `app.${partOf(random, table)}`;
  const a = namesOf(random, table, "a");
  const b = namesOf(random, other, "b");
  const n = () => random.below(45);
  const id = FIRST_NEW_ID + (at % MOST_WRITES) * IDS_OF_A_WRITE;
  const second = `app.${other.name} b`;
  const condition = () =>
    random.pick<() => string>([
      () => `a.id ${random.pick(["=", "<", ">", "<>"])} ${n()}`,
      () => `a.id IN (${n()}, ${n()})`,
      () => `a.tenant = ${1 + random.below(2)}`,
      () => `a.tenant IS NULL OR a.id = ${n()}`,
      () => `${a()} IS NOT NULL`,
      () => `1 / (a.id - ${n()}) >= 0`,
      () => `${a()}::text LIKE '%${n()}%'`,
      () => `a.id IN (SELECT b.id FROM ${second} WHERE ${b()}::text LIKE '%${n()}%')`,
      () => `EXISTS (SELECT 1 FROM ${second} WHERE b.id = a.ref)`,
      () => `a.id = (SELECT min(b.id) FROM ${second})`,
      () => `NOT (a.tenant = 1)`,
      () => `a.ctid = '(0,${n()})'`,
      () => `(a.id, a.tenant) = (${n()}, 2)`,
    ])();
  const column = () =>
    random.pick(
      table.columns.filter((each) => each.name !== "id" && (isPlain(each) || random.oneIn(9))),
    );
  const set = () => {
    const { name, type } = column();
    if (name === "tenant" && !random.oneIn(4)) return "tenant = 1";
    const value = random.pick<() => string>([
      () => type.value(n()),
      () => "DEFAULT",
      () => `a.${name}`,
      () => `(SELECT x.${name} FROM app.${table.name} x WHERE x.id = ${n()} LIMIT 1)`,
    ])();
    return `${name} = ${value}`;
  };
  const returning = () =>
    random.pick<() => string>([
      () => "",
      () => ` RETURNING a.id, ${a()}`,
      () => " RETURNING a.*",
      () => " RETURNING old.tenant, new.tenant, new.id",
      () => ` RETURNING old.${random.pick(table.columns).name}`,
      () => ` RETURNING (SELECT count(*) FROM ${second}), to_jsonb(a)`,
      () => ` RETURNING WITH (OLD AS o, NEW AS n) o.tenant, n.${random.pick(table.columns).name}`,
    ])();
  const inserted = column();
  return random.pick<() => string>([
    () => `UPDATE ${target} a SET ${set()} WHERE ${condition()}${returning()}`,
    () => `UPDATE ${target} a SET ${set()} WHERE a.id = ${n()} AND ${condition()}${returning()}`,
    () => `UPDATE ${target} a SET ${set()}${returning()}`,
    () => `UPDATE ${target} a SET ${set()} FROM ${second} WHERE a.ref = b.id AND ${condition()}`,
    () =>
      `UPDATE ${target} a SET ${set()} FROM ${second} WHERE a.id = b.ref RETURNING a.id, ${b()}`,
    () =>
      `INSERT INTO ${target} AS a (id, tenant, ref) VALUES (${id}, ${
        random.pick(["1", "1", "2"])
      }, ${n()})${returning()}`,
    () =>
      `INSERT INTO ${target} AS a (id, tenant, ref) SELECT ${id + IDS_OF_A_WRITE} - b.id, ${
        random.pick(["1", "b.tenant"])
      }, b.ref FROM ${second}${returning()}`,
    () =>
      `INSERT INTO ${target} AS a (id, tenant, ${inserted.name}) SELECT ${
        id + IDS_OF_A_WRITE
      } - x.id, 1, x.${inserted.name} FROM app.${table.name} x`,
    () =>
      `INSERT INTO ${target} AS a (id, tenant) VALUES (${n()}, 1) ON CONFLICT DO NOTHING${returning()}`,
    () => `DELETE FROM ${target} a WHERE a.id = ${n()} AND ${condition()}${returning()}`,
    () => `DELETE FROM ${target} a USING ${second} WHERE a.id = b.ref AND a.id = ${n()}`,
    () => `MERGE INTO ${target} a USING ${second} ON a.id = b.id WHEN MATCHED THEN DELETE`,
    () => `UPDATE app.${random.pick(views).name} a SET id = id WHERE a.id = ${n()}`,
  ])();
}

/** Neither hidden nor generated. */
function isPlain({ denied, generated, mask }: RandomColumn): boolean {
  return !denied && generated === null && mask === null;
}

function partOf(random: RandomSource, { name, parts }: RandomTable): string {
  if (parts === "none" || !random.oneIn(4)) return name;
  return parts === "child" ? `${name}_c` : `${name}_p${random.below(2)}`;
}

function namesOf(random: RandomSource, { columns }: RandomTable, alias: string): () => string {
  return () =>
    `${alias}.${random.pick(columns.filter((each) => isPlain(each) || random.oneIn(7))).name}`;
}
