// Values that no constant makes long: collected from rows, doubled in a recursion, repeated by a
// count that a function or a sub-select gives. PostgreSQL then works on them in loops that look at
// no interrupt: cancelled after 2 s, a backend went on for minutes. The sizes here keep one busy for
// a second or so, for the record; a zero more makes it a hundred times as long.

import type { OwnAttack } from "../ledger.ts";

const HEAVY = "it takes more memory or time than a test may";

interface MadeValue {
  readonly sql: string;
  readonly why: string;
  readonly twin?: string;
  readonly unproven?: string;
}

const FILLED = "array_fill(0::bigint, ARRAY[9000])";
const OTHERS = "array_fill(1::bigint, ARRAY[9000])";
const SERIES = "generate_series(1,9000) i";
const DEEP = `<r>${"<a/>".repeat(1500)}</r>`;
const DEEP_PATH = "count(//*[count(//*[count(//*) > 1]) > 1])";

const ARRAYS: readonly MadeValue[] = [
  {
    sql: `SELECT array_agg(i::bigint) && array_agg(-i::bigint) FROM ${SERIES}`,
    why: "two arrays collected from rows, each element compared with each",
    twin: "SELECT array_agg(id) && ARRAY[1, 2] FROM app.orders",
  },
  {
    sql: `SELECT array_agg(i::bigint) @> array_agg(9000::bigint) FROM ${SERIES}`,
    why: "the same, contained",
    twin: "SELECT array_agg(id ORDER BY id) = array_agg(id ORDER BY id) FROM app.orders",
  },
  {
    sql:
      `SELECT ARRAY(SELECT 9000::bigint FROM ${SERIES}) <@ ARRAY(SELECT i::bigint FROM ${SERIES})`,
    why: "arrays of sub-selects",
    twin: "SELECT 3 = ANY (ARRAY(SELECT id FROM app.orders))",
  },
  {
    sql:
      `SELECT a.x && b.y FROM (SELECT array_agg(i::bigint) AS x FROM ${SERIES}) a, (SELECT array_agg(-i::bigint) AS y FROM ${SERIES}) b`,
    why: "handed on as columns",
    twin:
      "SELECT a.x || b.y FROM (SELECT array_agg(id) AS x FROM app.orders) a, (SELECT array_agg(id) AS y FROM app.orders) b",
  },
  {
    sql:
      "SELECT array_fill(0::bigint, ARRAY[n]) && array_fill(1::bigint, ARRAY[n]) FROM generate_series(9000, 9000) n",
    why: "a count that a function in FROM gives",
    twin: "SELECT array_fill(0, ARRAY[n]) FROM generate_series(1, 3) n",
  },
  {
    sql:
      "SELECT array_fill(0::bigint, ARRAY[(SELECT 9000)]) && array_fill(1::bigint, ARRAY[(SELECT 9000)])",
    why: "a count that a sub-select gives",
  },
  {
    sql: `WITH a AS MATERIALIZED (SELECT ${FILLED} AS x, ${OTHERS} AS y) SELECT x && y FROM a`,
    why: "constants, but in a WITH query that is kept, and so not folded",
    twin: "WITH a AS MATERIALIZED (SELECT ARRAY[1] AS x, ARRAY[2] AS y) SELECT x && y FROM a",
  },
  {
    sql:
      `WITH RECURSIVE r(x, n) AS (SELECT ARRAY[1::bigint, 2], 1 UNION ALL SELECT x || x, n + 1 FROM r WHERE n < 13) SELECT x && ARRAY(SELECT -unnest(x)) FROM r WHERE n = 13`,
    why: "an array doubled in a recursion",
    twin:
      "WITH RECURSIVE r(path, n) AS (SELECT ARRAY[1], 1 UNION ALL SELECT path || n, n + 1 FROM r WHERE n < 5 AND NOT n = ANY (path) OR n = 1) SELECT path FROM r",
  },
  {
    sql:
      "SELECT string_to_array(string_agg('a', ','), ',') && string_to_array(string_agg('b', ','), ',') FROM generate_series(1, 6000)",
    why: "arrays made of texts that were collected",
    twin: "SELECT string_to_array(string_agg(note, ','), ',') && ARRAY['note 1'] FROM app.orders",
  },
  {
    sql:
      `SELECT (to_jsonb(s) -> 'x') @> (to_jsonb(s) -> 'y') FROM (SELECT array_agg('a' || i) AS x, array_agg('a9000'::text) AS y FROM ${SERIES}) s`,
    why: "by way of the whole row",
  },
  {
    sql:
      `SELECT (SELECT jsonb_agg('a' || i) FROM ${SERIES}) ?| (SELECT array_agg('b' || i) FROM ${SERIES})`,
    why: "keys sought in a document one by one",
    twin: "SELECT jsonb_agg(note) ?| ARRAY['note 1', 'note 2'] FROM app.orders",
  },
  {
    sql: `SELECT jsonb_agg('a' || i) - array_agg('b' || i) FROM ${SERIES}`,
    why: "and taken out of it one by one",
    twin: "SELECT jsonb_agg(note) - ARRAY['note 1', 'note 2'] FROM app.orders",
  },
];

const TEXTS: readonly MadeValue[] = [
  {
    sql:
      "SELECT repeat('a', n) LIKE '%' || repeat('a', n / 2) || 'b%' FROM generate_series(30000, 30000) n",
    why: "a pattern that is made, tried at each place",
    twin: "SELECT string_agg(note, ',') LIKE '%note 1,%' FROM app.orders",
  },
  {
    sql:
      "WITH RECURSIVE r(s, n) AS (SELECT 'ab', 1 UNION ALL SELECT concat(s, s), n + 1 FROM r WHERE n < 16) SELECT s LIKE '%' || left(s, 10000) || 'c%' FROM r WHERE n = 16",
    why: "a text doubled in a recursion",
    twin:
      "WITH RECURSIVE r(s, n) AS (SELECT 'a', 1 UNION ALL SELECT s || '/' || n, n + 1 FROM r WHERE n < 4) SELECT s LIKE '%/2%' FROM r",
  },
  {
    sql:
      "SELECT strpos(repeat('a', n), 'b' || repeat('a', n / 2)) FROM generate_series(30000, 30000) n",
    why: "a text that is sought at each place",
    twin: "SELECT strpos(string_agg(note, ','), 'note 7') FROM app.orders",
  },
  {
    sql:
      "SELECT x LIKE '%' || left(x, 20000) || 'c%' FROM regexp_split_to_table(repeat('a', (SELECT 40000)), 'z') AS t(x)",
    why: "out of a function that gives a set",
    twin: "SELECT x LIKE 'note%' FROM regexp_split_to_table('note 1,note 2', ',') AS t(x)",
  },
  {
    sql:
      "SELECT j.x LIKE '%' || left(j.x, 30000) || 'c%' FROM JSON_TABLE((SELECT jsonb_agg(repeat('a', n)) FROM generate_series(60000, 60000) n), '$[*]' COLUMNS (x text PATH '$')) j",
    why: "out of a document that is made",
  },
  {
    sql:
      "SELECT normalize(repeat(U&'\\0301', n) || repeat(U&'\\0316', n), NFD) FROM generate_series(4000, 4000) n",
    why: "marks in disorder, as many as a function says",
    twin: "SELECT normalize(note, NFC) FROM app.orders",
  },
  {
    sql:
      "SELECT length(btrim(repeat('a', 20000), (SELECT string_agg(chr(256 + i), '') || 'a' FROM generate_series(1, 4000) i)))",
    why: "each letter sought among many that are made",
    twin: "SELECT btrim(string_agg(note, ','), 'n') FROM app.orders",
  },
  {
    sql:
      "SELECT length(translate(string_agg('a', ''), (SELECT string_agg(chr(256 + i), '') FROM generate_series(1, 6000) i), '')) FROM generate_series(1, 30000)",
    why: "the same in translate",
    twin: "SELECT translate(string_agg(note, ','), 'abc', 'xyz') FROM app.orders",
  },
  {
    sql:
      "SELECT ts_rank(to_tsvector('simple', string_agg('w' || i, ' ')), plainto_tsquery('simple', string_agg('w' || i, ' '))) FROM generate_series(1, 5000) i",
    why: "each word of a query weighed against each other",
    twin:
      "SELECT ts_rank(to_tsvector('simple', string_agg(note, ' ')), plainto_tsquery('simple', 'note')) FROM app.orders",
  },
];

const SHAPES: readonly MadeValue[] = [
  {
    sql:
      "SELECT polygon(n, '<(0,0),1>'::circle) && polygon(n, '<(0,0),0.5>'::circle) FROM generate_series(8000, 8000) n",
    why: "polygons with as many corners as a function says",
    twin: "SELECT polygon(12, '<(0,0),1>'::circle) && polygon(12, '<(5,5),0.5>'::circle)",
  },
  {
    sql:
      "SELECT ('(' || string_agg('(' || i || ',0)', ',') || ')')::path <-> ('(' || string_agg('(' || i || ',5)', ',') || ')')::path FROM generate_series(1, 1500) i",
    why: "paths of collected points",
  },
  {
    sql:
      "SELECT log(('1.' || repeat('0', n) || '1')::numeric, repeat('9', n)::numeric) FROM generate_series(2000, 2000) n",
    why: "a logarithm of thousands of digits",
    twin: "SELECT log(2, total + 1) FROM app.orders",
  },
  {
    sql: `SELECT ${
      Array(60).fill("x * x > 1").join(", ")
    } FROM (SELECT repeat('9', n)::numeric AS x FROM generate_series(25000, 25000) n OFFSET 0) s`,
    why: "numbers of thousands of digits, multiplied in one row",
    twin: "SELECT sum(total) * sum(total) / count(*) FROM app.orders",
  },
  {
    sql: `SELECT ${
      Array(150).fill("9999::numeric ^ n > 1").join(", ")
    } FROM generate_series(6000, 6000) n`,
    why: "powers of an exponent that a function gives",
    twin: "SELECT total ^ 2, 1.05 ^ id FROM app.orders",
  },
  {
    sql:
      "SELECT xpath('count(//*[count(//*) > 1])', ('<r>' || repeat('<a/>', n) || '</r>')::xml) FROM generate_series(4000, 4000) n",
    why: "a document that is made, looked at for each of its nodes",
    twin: "SELECT xpath('//a', xmlelement(name r, xmlagg(xmlelement(name a)))) FROM app.orders",
  },
  {
    sql:
      `SELECT * FROM XMLTABLE('//*[${DEEP_PATH} > 1]' PASSING '${DEEP}' COLUMNS a text PATH '.')`,
    why: "the path of XMLTABLE's rows",
    unproven: HEAVY,
    twin:
      "SELECT * FROM XMLTABLE('//o' PASSING '<r><o><id>1</id><s>2</s></o></r>' COLUMNS id int PATH 'id', s text PATH 's/text()')",
  },
  {
    sql: `SELECT * FROM XMLTABLE('/r' PASSING '${DEEP}' COLUMNS a text PATH '${DEEP_PATH}')`,
    why: "and of its columns",
    unproven: HEAVY,
    twin:
      "SELECT t.* FROM (SELECT xmlelement(name r, xmlagg(xmlelement(name o, xmlelement(name id, id)))) AS d FROM app.orders) s, XMLTABLE('//o' PASSING s.d COLUMNS id int PATH 'id') t",
  },
  {
    sql:
      "SELECT length(xmlparse(content '<a ' || string_agg('a' || i || '=\"\"', ' ') || '/>')::text) FROM generate_series(1, 12000) i",
    why: "an element with so many attributes, each held against the others",
    twin: "SELECT xmlelement(name r, xmlagg(xmlelement(name o, note))) FROM app.orders",
  },
];

/** Part of the class `timeout-evasion`. */
export const madeValueAttacks: readonly OwnAttack[] = [...ARRAYS, ...TEXTS, ...SHAPES].map(
  (made, index) => ({ id: `TOM${String(index + 1).padStart(2, "0")}`, ...made }),
);
