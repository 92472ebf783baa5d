--- revenue per category
SELECT c."CategoryName", round(sum(d."UnitPrice" * d."Quantity" * (1 - d."Discount"))::numeric, 2) AS "Revenue" FROM nw."Order Details" d JOIN nw."Products" p ON p."ProductID" = d."ProductID" JOIN nw."Categories" c ON c."CategoryID" = p."CategoryID" GROUP BY c."CategoryName" ORDER BY "Revenue" DESC
--- late orders per employee
SELECT e."EmployeeID", e."LastName", count(*) AS "Late Orders" FROM nw."Orders" o JOIN nw."Employees" e ON e."EmployeeID" = o."EmployeeID" WHERE o."RequiredDate" <= o."ShippedDate" GROUP BY e."EmployeeID", e."LastName" HAVING count(*) > 1 ORDER BY "Late Orders" DESC, e."LastName"
--- late against all orders
WITH "All" AS (SELECT "EmployeeID", count(*) AS n FROM nw."Orders" GROUP BY "EmployeeID"), "Late" AS (SELECT "EmployeeID", count(*) AS n FROM nw."Orders" WHERE "RequiredDate" <= "ShippedDate" GROUP BY "EmployeeID") SELECT e."LastName", a.n AS "AllOrders", coalesce(l.n, 0) AS "LateOrders", round(coalesce(l.n, 0) * 100.0 / a.n, 2) AS "PercentLate" FROM nw."Employees" e JOIN "All" a USING ("EmployeeID") LEFT JOIN "Late" l USING ("EmployeeID") ORDER BY 1
--- customers without orders from an employee
SELECT c."CustomerID", o."CustomerID" FROM nw."Customers" c LEFT JOIN nw."Orders" o ON o."CustomerID" = c."CustomerID" AND o."EmployeeID" = 4 WHERE o."CustomerID" IS NULL ORDER BY 1
--- high value customers
SELECT c."CustomerID", c."CompanyName", o."OrderID", sum(d."Quantity" * d."UnitPrice") AS "TotalOrderAmount" FROM nw."Customers" c JOIN nw."Orders" o ON o."CustomerID" = c."CustomerID" JOIN nw."Order Details" d ON o."OrderID" = d."OrderID" WHERE o."OrderDate" >= '1997-01-01' AND o."OrderDate" < '1998-01-01' GROUP BY c."CustomerID", c."CompanyName", o."OrderID" HAVING sum(d."Quantity" * d."UnitPrice") > 100 ORDER BY "TotalOrderAmount" DESC, o."OrderID"
--- countries of suppliers and customers
SELECT s."Country" AS "SupplierCountry", c."Country" AS "CustomerCountry" FROM (SELECT DISTINCT "Country" FROM nw."Customers") c FULL JOIN (SELECT DISTINCT "Country" FROM nw."Suppliers") s ON s."Country" = c."Country" ORDER BY 1, 2
--- contact list of customers
SELECT "CompanyName", "ContactName", "Phone", coalesce("Fax", 'No Fax') AS "Fax" FROM nw."Customers" ORDER BY "CompanyName"
--- all employees
SELECT * FROM nw."Employees" ORDER BY "EmployeeID"
--- employees hired in a year with their age
SELECT "FirstName" || ' ' || "LastName" AS "Full Name", "Title", "HireDate"::timestamp AS "Hired", extract(year FROM "BirthDate")::int AS "Born" FROM nw."Employees" WHERE "Title" = 'Sales Representative' ORDER BY "HireDate"
--- born in decades
SELECT extract(decade FROM "BirthDate") AS decade, count(*) FROM nw."Employees" GROUP BY 1 ORDER BY 1
--- reports to
SELECT e."LastName" AS "Employee", m."LastName" AS "Boss" FROM nw."Employees" AS e LEFT JOIN nw."Employees" AS m ON e."ReportsTo" = m."EmployeeID" ORDER BY 1
--- first order per country
SELECT "ShipCountry", "CustomerID", "OrderID", "OrderDate" FROM (SELECT "ShipCountry", "CustomerID", "OrderID", "OrderDate", row_number() OVER (PARTITION BY "ShipCountry" ORDER BY "OrderDate", "OrderID") AS "RowNumber" FROM nw."Orders") "ByCountry" WHERE "RowNumber" = 1 ORDER BY 1
--- multiple orders within five days
SELECT i."CustomerID", i."OrderID" AS "First", n."OrderID" AS "Next", n."OrderDate" - i."OrderDate" AS "Days" FROM nw."Orders" i JOIN nw."Orders" n ON i."CustomerID" = n."CustomerID" AND i."OrderID" < n."OrderID" WHERE n."OrderDate" - i."OrderDate" <= 90 ORDER BY i."CustomerID", i."OrderID", n."OrderID" LIMIT 20
--- reorder levels
SELECT "ProductName", "UnitsInStock", "ReorderLevel" FROM nw."Products" WHERE "UnitsInStock" < "ReorderLevel" AND NOT "Discontinued" ORDER BY 1
--- same quantity twice in one order
SELECT "OrderID" FROM nw."Order Details" WHERE "Quantity" > 3 GROUP BY "OrderID", "Quantity" HAVING count(*) > 1 ORDER BY 1
--- freight by country, top three
SELECT "ShipCountry", avg("Freight") AS "AverageFreight" FROM nw."Orders" WHERE "OrderDate" >= (SELECT max("OrderDate") - interval '12 months' FROM nw."Orders") GROUP BY "ShipCountry" ORDER BY "AverageFreight" DESC LIMIT 3
--- customers with nulls last by case
SELECT "CustomerID", "City" FROM nw."Customers" ORDER BY CASE WHEN "City" IS NULL THEN 1 ELSE 0 END, "City", "CustomerID" LIMIT 5
--- invoice lines
SELECT o."OrderID", o."CustomerID", p."ProductName", d."UnitPrice"::numeric(10,2), d."Quantity", d."Discount", (d."UnitPrice" * d."Quantity" * (1 - d."Discount"))::numeric(10,2) AS "ExtendedPrice" FROM nw."Orders" o JOIN nw."Order Details" d USING ("OrderID") JOIN nw."Products" p USING ("ProductID") ORDER BY 1, 3 LIMIT 10
--- quoted alias with blanks, brackets and umlauts
SELECT count(*) AS "Anzahl der Aufträge [Stück]", min("OrderDate") AS "Früheste Bestellung ""erste""" FROM nw."Orders"
--- schema and table and column, all quoted
SELECT "nw"."Orders"."OrderID" FROM "nw"."Orders" WHERE "nw"."Orders"."Freight" > 49 ORDER BY "nw"."Orders"."OrderID" LIMIT 3
--- natural join of quoted tables
SELECT count(*) FROM nw."Categories" NATURAL JOIN nw."Products"
--- using over protected tables
SELECT count(*) FROM nw."Orders" JOIN nw."Customers" USING ("CustomerID") JOIN nw."Employees" USING ("EmployeeID")
--- Power BI: table preview
select "_"."OrderID", "_"."CustomerID", "_"."Freight" from (select "$Table"."OrderID" as "OrderID", "$Table"."CustomerID" as "CustomerID", "$Table"."Freight" as "Freight" from "nw"."Orders" "$Table") "_" where "_"."Freight" > 10 order by "_"."OrderID" limit 1000
--- Power BI: grouped fold
select "rows"."ShipCountry" as "ShipCountry", sum("rows"."Freight") as "a0" from (select "OrderID", "ShipCountry", "Freight" from "nw"."Orders" "$Table") "rows" group by "ShipCountry" order by 1 limit 1000001
--- Power BI: fold with a join and null checks
select "$Outer"."CustomerID", "$Inner"."CompanyName" from "nw"."Orders" "$Outer" left outer join "nw"."Customers" "$Inner" on ("$Outer"."CustomerID" = "$Inner"."CustomerID" or "$Outer"."CustomerID" is null and "$Inner"."CustomerID" is null) order by 1, 2 limit 5
--- Tableau: domain of a field
SELECT "Orders"."ShipCountry" AS "ShipCountry" FROM "nw"."Orders" "Orders" GROUP BY 1 ORDER BY 1
--- Tableau: truncated date with a measure
SELECT DATE_TRUNC('MONTH', CAST("Orders"."OrderDate" AS TIMESTAMP WITHOUT TIME ZONE)) AS "tmn:OrderDate:ok", SUM(CAST("Orders"."Freight" AS DOUBLE PRECISION)) AS "sum:Freight:ok", COUNT(DISTINCT "Orders"."CustomerID") AS "ctd:CustomerID:ok" FROM "nw"."Orders" "Orders" WHERE ((CASE WHEN ("Orders"."ShipCountry" = 'Germany') THEN TRUE WHEN NOT ("Orders"."ShipCountry" = 'Germany') THEN FALSE ELSE NULL END)) GROUP BY 1 ORDER BY 1
--- Tableau: level of detail
SELECT "t0"."ShipCountry" AS "ShipCountry", AVG("t0"."x__1") AS "avg" FROM (SELECT "Orders"."ShipCountry" AS "ShipCountry", "Orders"."CustomerID" AS "CustomerID", SUM("Orders"."Freight") AS "x__1" FROM "nw"."Orders" "Orders" GROUP BY 1, 2) "t0" GROUP BY 1 ORDER BY 1
--- Tableau: dimension filter by a custom SQL table
SELECT "Custom SQL Query"."City" AS "City", SUM(1) AS "cnt" FROM (SELECT * FROM nw."Customers") "Custom SQL Query" WHERE (("Custom SQL Query"."City" >= 'A') AND ("Custom SQL Query"."City" <= 'M')) GROUP BY 1 HAVING (COUNT(1) > 0) ORDER BY 1
--- Looker: explore with symmetric aggregates
SELECT (DATE(orders.placed_at)) AS "orders.placed_date", COALESCE(CAST((SUM(DISTINCT (CAST(FLOOR(COALESCE(orders.total, 0) * (1000000 * 1.0)) AS DECIMAL(65, 0))) + ('x' || MD5(orders.id::varchar))::bit(64)::bigint::DECIMAL(65) * 18446744073709551616 + ('x' || SUBSTR(MD5(orders.id::varchar), 17))::bit(64)::bigint::DECIMAL(65)) - SUM(DISTINCT ('x' || MD5(orders.id::varchar))::bit(64)::bigint::DECIMAL(65) * 18446744073709551616 + ('x' || SUBSTR(MD5(orders.id::varchar), 17))::bit(64)::bigint::DECIMAL(65))) AS DOUBLE PRECISION) / CAST((1000000 * 1.0) AS DOUBLE PRECISION), 0) AS "orders.total" FROM saas.orders AS orders LEFT JOIN saas.order_lines AS lines ON orders.id = lines.order_id GROUP BY (DATE(orders.placed_at)) ORDER BY 1 DESC FETCH NEXT 500 ROWS ONLY
--- Looker: pivot with ranks
SELECT * FROM (SELECT *, DENSE_RANK() OVER (ORDER BY z___min_rank) AS z___pivot_row_rank, RANK() OVER (PARTITION BY z__pivot_col_rank ORDER BY z___min_rank) AS z__pivot_col_ordering FROM (SELECT *, MIN(z___rank) OVER (PARTITION BY "orders.month") AS z___min_rank FROM (SELECT *, RANK() OVER (ORDER BY "orders.month" DESC, z__pivot_col_rank) AS z___rank FROM (SELECT *, DENSE_RANK() OVER (ORDER BY CASE WHEN "orders.status" IS NULL THEN 1 ELSE 0 END, "orders.status") AS z__pivot_col_rank FROM (SELECT TO_CHAR(DATE_TRUNC('month', orders.placed_at), 'YYYY-MM') AS "orders.month", orders.status AS "orders.status", COUNT(*) AS "orders.count" FROM saas.orders AS orders GROUP BY 1, 2) ww) bb WHERE z__pivot_col_rank <= 16384) aa) xx) zz WHERE (z__pivot_col_rank <= 50 OR z__pivot_col_ordering = 1) AND (z___pivot_row_rank <= 500 OR z__pivot_col_ordering = 1) ORDER BY z___pivot_row_rank, z__pivot_col_rank
--- Metabase: binned by ten with a nested question
SELECT (FLOOR((("source"."total" - 0.0) / 50.0)) * 50.0) + 0.0 AS "total", COUNT(*) AS "count" FROM (SELECT "saas"."orders"."id" AS "id", "saas"."orders"."total" AS "total" FROM "saas"."orders" WHERE "saas"."orders"."placed_at" >= DATE_TRUNC('month', timestamptz '2024-06-01' + (INTERVAL '-30 day'))) AS "source" GROUP BY (FLOOR((("source"."total" - 0.0) / 50.0)) * 50.0) + 0.0 ORDER BY 1 ASC
--- Metabase: implicit join and week starting Sunday
SELECT (CAST(DATE_TRUNC('week', ("saas"."orders"."placed_at" + INTERVAL '1 day')) AS timestamptz) + INTERVAL '-1 day') AS "placed_at", "saas__users__via__user_id"."country" AS "country", COUNT(*) AS "count" FROM "saas"."orders" LEFT JOIN "saas"."users" AS "saas__users__via__user_id" ON "saas"."orders"."user_id" = "saas__users__via__user_id"."id" GROUP BY (CAST(DATE_TRUNC('week', ("saas"."orders"."placed_at" + INTERVAL '1 day')) AS timestamptz) + INTERVAL '-1 day'), "saas__users__via__user_id"."country" ORDER BY 1, 2
--- Superset: time comparison by series limit
SELECT DATE_TRUNC('day', placed_at) AS __timestamp, status AS status, sum(total) AS "sum__total" FROM saas.orders JOIN (SELECT status AS status__, sum(total) AS mme_inner__ FROM saas.orders WHERE placed_at >= TO_TIMESTAMP('2024-01-01', 'YYYY-MM-DD') GROUP BY status ORDER BY mme_inner__ DESC LIMIT 2) AS anon_1 ON status = status__ WHERE placed_at < TO_TIMESTAMP('2024-12-01 00:00:00.000000', 'YYYY-MM-DD HH24:MI:SS.US') GROUP BY status, DATE_TRUNC('day', placed_at) ORDER BY 1, 2 LIMIT 100
--- Grafana: time group with fill and time filter
SELECT floor(extract(epoch from ts)/300)*300 AS "time", host AS metric, avg(value) AS "value" FROM saas.metrics WHERE ts BETWEEN '2024-05-01T00:00:00Z' AND '2024-05-01T06:00:00Z' AND name IN ('cpu') AND host ~ '^web-.*$' GROUP BY 1, 2 ORDER BY 1, 2
--- Grafana: variable query
SELECT DISTINCT host AS __text, host AS __value FROM saas.metrics WHERE name = 'cpu' ORDER BY 1
--- dbt: staging model with surrogate key
with source as ( select * from saas.orders ), renamed as ( select id as order_id, user_id as customer_id, placed_at::date as order_date, status, total / 1.0 as amount, md5(cast(coalesce(cast(id as TEXT), '_dbt_utils_surrogate_key_null_') || '-' || coalesce(cast(user_id as TEXT), '_dbt_utils_surrogate_key_null_') as TEXT)) as sk from source ) select * from renamed order by order_id limit 20
--- dbt: mart of customers
with customers as ( select * from saas.users ), orders as ( select * from saas.orders ), customer_orders as ( select user_id, min(placed_at) as first_order, max(placed_at) as most_recent_order, count(id) as number_of_orders from orders group by 1 ), final as ( select customers.id, customers.full_name, customers.email, customer_orders.first_order, coalesce(customer_orders.number_of_orders, 0) as number_of_orders from customers left join customer_orders on customers.id = customer_orders.user_id ) select * from final order by id limit 20
--- dbt: date spine
with rawdata as ( with p as ( select 0 as generated_number union all select 1 ), unioned as ( select p0.generated_number * power(2, 0) + p1.generated_number * power(2, 1) + p2.generated_number * power(2, 2) + 1 as generated_number from p as p0 cross join p as p1 cross join p as p2 ) select * from unioned where generated_number <= 8 order by generated_number ), all_periods as ( select ( cast('2024-01-01' as date) + ((interval '1 day') * (row_number() over (order by generated_number) - 1)) ) as date_day from rawdata ) select * from all_periods where date_day <= cast('2024-01-06' as date)
--- dbt: accepted values test
select count(*) as failures from ( with all_values as ( select status as value_field, count(*) as n_records from saas.orders group by status ) select * from all_values where value_field not in ('new', 'paid', 'shipped', 'refunded') ) dbt_internal_test
--- dbt: relationships test
with child as ( select user_id as from_field from saas.orders where user_id is not null ), parent as ( select id as to_field from saas.users ) select from_field from child left join parent on child.from_field = parent.to_field where parent.to_field is null
--- pandas: read a table
SELECT saas.orders.id, saas.orders.tenant_id, saas.orders.user_id, saas.orders.status, saas.orders.placed_at, saas.orders.total FROM saas.orders ORDER BY saas.orders.id LIMIT 5
--- SQLAlchemy: anonymous aliases
SELECT anon_1.user_id, anon_1.n, users_1.full_name FROM (SELECT o_1.user_id AS user_id, count(o_1.id) AS n FROM saas.orders AS o_1 GROUP BY o_1.user_id) AS anon_1 JOIN saas.users AS users_1 ON users_1.id = anon_1.user_id ORDER BY anon_1.n DESC, anon_1.user_id LIMIT 5 OFFSET 0
--- SQLAlchemy: selectin load
SELECT o.user_id AS o_user_id, o.id AS o_id, o.status AS o_status FROM saas.orders AS o WHERE o.user_id IN (1, 2, 3, 5, 8) ORDER BY o.user_id, o.id
--- Django: annotate and values
SELECT "saas"."users"."country", COUNT("saas"."orders"."id") FILTER (WHERE "saas"."orders"."total" > 100) AS "big", MAX("saas"."orders"."placed_at") AS "latest" FROM "saas"."users" LEFT OUTER JOIN "saas"."orders" ON ("saas"."users"."id" = "saas"."orders"."user_id") GROUP BY "saas"."users"."country" ORDER BY "big" DESC, 1
--- Django: exists and subquery annotations
SELECT U."id", EXISTS(SELECT 1 AS "a" FROM "saas"."orders" V0 WHERE V0."user_id" = (U."id") LIMIT 1) AS "has", (SELECT V0."total" FROM "saas"."orders" V0 WHERE V0."user_id" = (U."id") ORDER BY V0."placed_at" DESC LIMIT 1) AS "last" FROM "saas"."users" U ORDER BY U."id" ASC LIMIT 10
--- Rails: includes and pluck
SELECT "u".* FROM "saas"."users" "u" WHERE "u"."country" = 'DE' AND "u"."is_active" = TRUE ORDER BY "u"."id" ASC LIMIT 1
--- Rails: count over a distinct join
SELECT COUNT(DISTINCT "u"."id") FROM "saas"."users" "u" INNER JOIN "saas"."orders" ON "saas"."orders"."user_id" = "u"."id" WHERE "saas"."orders"."status" IN ('paid', 'shipped')
--- Prisma: find many with relation filter
SELECT "t0"."id", "t0"."full_name" FROM "saas"."users" AS "t0" WHERE ("t0"."id") IN (SELECT "j1"."user_id" FROM "saas"."orders" AS "j1" WHERE ("j1"."total" > 390 AND "j1"."user_id" IS NOT NULL)) ORDER BY "t0"."id" ASC LIMIT 20 OFFSET 0
--- Prisma: relation joins with JSON
SELECT "t0"."id", "User_orders"."__prisma_data__" AS "orders" FROM "saas"."users" AS "t0" LEFT JOIN LATERAL (SELECT COALESCE(JSONB_AGG("__prisma_data__"), '[]') AS "__prisma_data__" FROM (SELECT "t3"."__prisma_data__" FROM (SELECT JSONB_BUILD_OBJECT('id', "t2"."id", 'total', "t2"."total") AS "__prisma_data__" FROM (SELECT "t1".* FROM "saas"."orders" AS "t1" WHERE "t0"."id" = "t1"."user_id" ORDER BY "t1"."id") AS "t2") AS "t3") AS "t4") AS "User_orders" ON TRUE ORDER BY "t0"."id" LIMIT 3
--- TypeORM: many aliases
SELECT "o"."id" AS "o_id", "o"."total" AS "o_total", "u"."id" AS "u_id", "u"."email" AS "u_email" FROM "saas"."orders" "o" LEFT JOIN "saas"."users" "u" ON "u"."id"="o"."user_id" WHERE ( "o"."status" = 'paid' ) AND ( "o"."id" IN (1,5,9,13) ) ORDER BY "o"."id" ASC
--- Hibernate: positional aliases
select o1_0.id,o1_0.status,u1_0.id,u1_0.full_name from saas.orders o1_0 left join saas.users u1_0 on u1_0.id=o1_0.user_id where lower(o1_0.status) like 'pa%' escape '' order by o1_0.id offset 0 rows fetch first 5 rows only
--- EF Core: double nesting
SELECT t."OrderID", t."Freight", c."CompanyName" FROM (SELECT o."OrderID", o."Freight", o."CustomerID" FROM nw."Orders" AS o ORDER BY o."OrderID" LIMIT 5 OFFSET 2) AS t LEFT JOIN nw."Customers" AS c ON t."CustomerID" = c."CustomerID" ORDER BY t."OrderID", c."CustomerID"
--- Airbyte: cursor page
SELECT "id","tenant_id","placed_at" FROM "saas"."orders" WHERE "placed_at" > '2024-03-01T00:00:00Z' OR "placed_at" IS NULL ORDER BY "placed_at" ASC LIMIT 10
