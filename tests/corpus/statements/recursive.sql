--- category tree with path and depth
WITH RECURSIVE tree AS (SELECT id, name, 1 AS depth, name AS path FROM categories WHERE parent_id IS NULL UNION ALL SELECT c.id, c.name, t.depth + 1, t.path || ' > ' || c.name FROM categories c JOIN tree t ON c.parent_id = t.id)
SELECT repeat('  ', depth - 1) || name AS label, path FROM tree ORDER BY path
--- people under a boss, with salaries rolled up
WITH RECURSIVE under AS (SELECT id AS top, id, salary FROM lab.employees UNION ALL SELECT u.top, e.id, e.salary FROM under u JOIN lab.employees e ON e.boss_id = u.id)
SELECT top, count(*) - 1 AS reports, sum(salary) FROM under GROUP BY top ORDER BY top
--- SEARCH DEPTH FIRST
WITH RECURSIVE t AS (SELECT id, boss_id, name FROM lab.employees WHERE boss_id IS NULL UNION ALL SELECT e.id, e.boss_id, e.name FROM lab.employees e JOIN t ON e.boss_id = t.id) SEARCH DEPTH FIRST BY id SET ord SELECT id, name, ord FROM t ORDER BY ord
--- SEARCH BREADTH FIRST
WITH RECURSIVE t AS (SELECT id, boss_id FROM lab.employees WHERE boss_id IS NULL UNION ALL SELECT e.id, e.boss_id FROM lab.employees e JOIN t ON e.boss_id = t.id) SEARCH BREADTH FIRST BY id SET ord SELECT id FROM t ORDER BY ord
--- CYCLE detection
WITH RECURSIVE g(a, b) AS (VALUES (1, 2), (2, 3), (3, 1)), walk(a, b) AS (SELECT a, b FROM g WHERE a = 1 UNION ALL SELECT g.a, g.b FROM g JOIN walk ON g.a = walk.b) CYCLE a SET again USING path SELECT a, b, again, path FROM walk ORDER BY array_length(path, 1), a
--- a calendar by recursion
WITH RECURSIVE d(day) AS (SELECT date '2026-02-25' UNION ALL SELECT day + 1 FROM d WHERE day < date '2026-03-05') SELECT day, to_char(day, 'Dy') FROM d ORDER BY day
--- fibonacci
WITH RECURSIVE fib(n, a, b) AS (SELECT 1, 0::bigint, 1::bigint UNION ALL SELECT n + 1, b, a + b FROM fib WHERE n < 50) SELECT n, a FROM fib ORDER BY n
--- shortest paths with an array of visited
WITH RECURSIVE edges(f, t, w) AS (VALUES ('a','b',3), ('b','c',1), ('a','c',9), ('c','d',2)), p(node, cost, seen) AS (SELECT 'a', 0, ARRAY['a'] UNION ALL SELECT e.t, p.cost + e.w, p.seen || e.t FROM p JOIN edges e ON e.f = p.node WHERE NOT e.t = ANY (p.seen)) SELECT DISTINCT ON (node) node, cost, seen FROM p ORDER BY node, cost
--- splitting a string by recursion
WITH RECURSIVE s(rest, piece) AS (SELECT 'x,y,z' || ',', '' UNION ALL SELECT substr(rest, strpos(rest, ',') + 1), left(rest, strpos(rest, ',') - 1) FROM s WHERE rest <> '') SELECT piece FROM s WHERE piece <> '' ORDER BY piece
--- recursion through LATERAL into JSON
WITH RECURSIVE j(path, v) AS (SELECT '$', meta FROM lab.documents WHERE id = 1 UNION ALL SELECT j.path || '.' || c.k, c.v FROM j CROSS JOIN LATERAL (SELECT key, value FROM jsonb_each(CASE jsonb_typeof(j.v) WHEN 'object' THEN j.v ELSE '{}' END) UNION ALL SELECT '[' || (i - 1) || ']', value FROM jsonb_array_elements(CASE jsonb_typeof(j.v) WHEN 'array' THEN j.v ELSE '[]' END) WITH ORDINALITY AS a(value, i)) AS c(k, v)) SELECT path, v FROM j ORDER BY path
--- MATERIALIZED and NOT MATERIALIZED
WITH a AS MATERIALIZED (SELECT id, price FROM products), b AS NOT MATERIALIZED (SELECT * FROM a WHERE price > 50) SELECT count(*), sum(price) FROM b
--- a chain of CTEs, one shadowing a table
WITH orders AS (SELECT * FROM public.orders WHERE status = 'paid'), per AS (SELECT customer_id, count(*) AS n FROM orders GROUP BY 1) SELECT n, count(*) FROM per GROUP BY n ORDER BY n
--- a CTE inside a sub-select inside a CTE
WITH x AS (SELECT * FROM (WITH y AS (SELECT 1 AS n UNION SELECT 2) SELECT n FROM y) z) SELECT sum(n) FROM x
--- sudoku-like permutations
WITH RECURSIVE perm(s, rest) AS (SELECT '', 'abcd' UNION ALL SELECT s || c, replace(rest, c, '') FROM perm, LATERAL regexp_split_to_table(rest, '') AS c WHERE rest <> '') SELECT s FROM perm WHERE rest = '' ORDER BY s
--- bill of materials with quantities multiplied
WITH RECURSIVE bom(part, sub, qty) AS (VALUES ('bike','wheel',2), ('wheel','spoke',32), ('bike','frame',1)), need(part, qty) AS (SELECT 'bike', 1 UNION ALL SELECT b.sub, n.qty * b.qty FROM need n JOIN bom b ON b.part = n.part) SELECT part, sum(qty) FROM need GROUP BY part ORDER BY part
