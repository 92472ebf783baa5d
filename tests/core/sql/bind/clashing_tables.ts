// Tables whose names and columns clash, for queries that test how names are looked up.

/** The tables; a column is named like a table, and a schema has a table of the same name. */
export const TABLES = `
CREATE SCHEMA s;
CREATE TYPE public.pair AS (x int, y text);
CREATE TABLE public.a (id int PRIMARY KEY, x int, y text, p public.pair);
CREATE TABLE public.b (id int, x int, y text, a text, q int);
CREATE TABLE public.c (x int, id int, b int, p public.pair, tags text[]);
CREATE TABLE s.a (q int, y text, x int, id int);
ALTER TABLE public.b DROP COLUMN x; ALTER TABLE public.b ADD COLUMN x int;
CREATE VIEW public.v AS SELECT id AS x, x AS id, y AS q FROM public.a;
`;

/** Their columns, in order. */
export const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  a: ["id", "x", "y", "p"],
  b: ["id", "y", "a", "q", "x"],
  c: ["x", "id", "b", "p", "tags"],
  "s.a": ["q", "y", "x", "id"],
  v: ["x", "id", "q"],
};
