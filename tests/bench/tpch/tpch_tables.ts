// The eight tables of the decision-support benchmark TPC-H, at a scale, filled by a generator of our
// own: rows hang together by their keys and every query finds some, but it is not the official data.

/** SQL that makes and fills the tables; `scale` 0.01 gives some 60,000 line items. */
export function tpchTables(scale: number): string {
  const suppliers = Math.round(10_000 * scale);
  const parts = Math.round(200_000 * scale);
  const customers = Math.round(150_000 * scale);
  const orders = Math.round(1_500_000 * scale);
  const words = (seed: string) =>
    `(ARRAY['furious','quick','silent','special','regular','pending','express','final','bold','ironic'])[1 + ${seed} % 10]`;
  return `
CREATE TABLE region(r_regionkey int PRIMARY KEY, r_name text, r_comment text);
CREATE TABLE nation(n_nationkey int PRIMARY KEY, n_name text, n_regionkey int, n_comment text);
CREATE TABLE supplier(s_suppkey int PRIMARY KEY, s_name text, s_address text, s_nationkey int, s_phone text,
  s_acctbal numeric(15,2), s_comment text);
CREATE TABLE part(p_partkey int PRIMARY KEY, p_name text, p_mfgr text, p_brand text, p_type text, p_size int,
  p_container text, p_retailprice numeric(15,2), p_comment text);
CREATE TABLE partsupp(ps_partkey int, ps_suppkey int, ps_availqty int, ps_supplycost numeric(15,2), ps_comment text,
  PRIMARY KEY (ps_partkey, ps_suppkey));
CREATE TABLE customer(c_custkey int PRIMARY KEY, c_name text, c_address text, c_nationkey int, c_phone text,
  c_acctbal numeric(15,2), c_mktsegment text, c_comment text);
CREATE TABLE orders(o_orderkey int PRIMARY KEY, o_custkey int, o_orderstatus text, o_totalprice numeric(15,2),
  o_orderdate date, o_orderpriority text, o_clerk text, o_shippriority int, o_comment text);
CREATE TABLE lineitem(l_orderkey int, l_partkey int, l_suppkey int, l_linenumber int, l_quantity numeric(15,2),
  l_extendedprice numeric(15,2), l_discount numeric(15,2), l_tax numeric(15,2), l_returnflag text, l_linestatus text,
  l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct text, l_shipmode text, l_comment text,
  PRIMARY KEY (l_orderkey, l_linenumber));
INSERT INTO region SELECT g, (ARRAY['AFRICA','AMERICA','ASIA','EUROPE','MIDDLE EAST'])[g + 1], 'region ' || g FROM generate_series(0, 4) g;
INSERT INTO nation SELECT g, (ARRAY['ALGERIA','ARGENTINA','BRAZIL','CANADA','EGYPT','ETHIOPIA','FRANCE','GERMANY',
  'INDIA','INDONESIA','IRAN','IRAQ','JAPAN','JORDAN','KENYA','MOROCCO','MOZAMBIQUE','PERU','CHINA','ROMANIA',
  'SAUDI ARABIA','VIETNAM','RUSSIA','UNITED KINGDOM','UNITED STATES'])[g + 1],
  (ARRAY[0,1,1,1,4,0,3,3,2,2,4,4,2,4,0,0,0,1,2,3,4,2,3,3,1])[g + 1], 'nation ' || g FROM generate_series(0, 24) g;
INSERT INTO supplier SELECT g, 'Supplier#' || lpad(g::text, 9, '0'), 'address ' || g, g * 7 % 25,
  (10 + g * 7 % 25) || '-555-' || g, g * 37 % 10000 - 999, CASE WHEN g % 50 = 0 THEN 'Customer bad Complaints' ELSE ${
    words("g")
  } END
  FROM generate_series(1, ${suppliers}) g;
INSERT INTO part SELECT g, (ARRAY['forest','green','blue','lace','misty'])[1 + g % 5] || ' ' || ${
    words("g * 3")
  },
  'Manufacturer#' || 1 + g % 5, 'Brand#' || (1 + g % 5) || (1 + g / 5 % 5),
  (ARRAY['STANDARD','SMALL','MEDIUM','LARGE','ECONOMY','PROMO'])[1 + g % 6] || ' ' ||
  (ARRAY['ANODIZED','BURNISHED','PLATED','POLISHED','BRUSHED'])[1 + g / 6 % 5] || ' ' ||
  (ARRAY['TIN','NICKEL','BRASS','STEEL','COPPER'])[1 + g / 30 % 5], 1 + g * 11 % 50,
  (ARRAY['SM','LG','MED','JUMBO','WRAP'])[1 + g % 5] || ' ' || (ARRAY['CASE','BOX','BAG','JAR','PKG','PACK','CAN','DRUM'])[1 + g / 5 % 8],
  900 + g % 1000, 'part ' || g FROM generate_series(1, ${parts}) g;
INSERT INTO partsupp SELECT p, 1 + (p + i * ${
    Math.floor(suppliers / 4)
  }) % ${suppliers}, 1 + p * 13 % 9999,
  (1 + (p * 7 + i * 31) % 1000)::numeric, 'offer' FROM generate_series(1, ${parts}) p, generate_series(0, 3) i;
INSERT INTO customer SELECT g, 'Customer#' || lpad(g::text, 9, '0'), 'address ' || g, g * 11 % 25,
  (10 + g * 11 % 25) || '-555-' || g, g * 97 % 11000 - 999,
  (ARRAY['AUTOMOBILE','BUILDING','FURNITURE','MACHINERY','HOUSEHOLD'])[1 + g % 5], 'customer ' || g
  FROM generate_series(1, ${customers}) g;
INSERT INTO orders SELECT g, 1 + (g * 7919) % ${customers}, (ARRAY['F','O','P'])[1 + g % 3], 1000 + g * 31 % 450000,
  '1992-01-01'::date + (g * 37 % 2400), (ARRAY['1-URGENT','2-HIGH','3-MEDIUM','4-NOT SPECIFIED','5-LOW'])[1 + g % 5],
  'Clerk#' || g % 1000, 0, ${
    words("g")
  } || ' ' || CASE WHEN g % 40 = 0 THEN 'special requests' ELSE 'deposits' END
  FROM generate_series(1, ${orders}) g WHERE (g * 7919) % ${customers} % 3 > 0;
INSERT INTO lineitem SELECT o.o_orderkey, p, 1 + (p + i % 4 * ${
    Math.floor(suppliers / 4)
  }) % ${suppliers}, i, q, q * (900 + p % 1000),
  (i % 11)::numeric / 100, (i % 9)::numeric / 100, (ARRAY['R','A','N'])[1 + (o_orderkey + i) % 3], (ARRAY['O','F'])[1 + (o_orderkey + i) % 2],
  o_orderdate + 10 + i * 13, o_orderdate + 30 + i * 7, o_orderdate + 15 + i * 15,
  (ARRAY['DELIVER IN PERSON','COLLECT COD','NONE','TAKE BACK RETURN'])[1 + (o_orderkey * 3 + i) % 4],
  (ARRAY['MAIL','SHIP','AIR','AIR REG','TRUCK','RAIL','FOB'])[1 + (o_orderkey * 5 + i) % 7], 'line ' || o_orderkey || '.' || i
  FROM orders o, generate_series(1, 7) i,
    LATERAL (SELECT 1 + (o_orderkey * 7 + i * 101) % ${parts} AS p, 1 + (o_orderkey + i * 7) % 50 AS q) x
  WHERE i <= 1 + o_orderkey % 7;
CREATE INDEX ON lineitem(l_partkey, l_suppkey); CREATE INDEX ON orders(o_custkey); CREATE INDEX ON partsupp(ps_suppkey);
ANALYZE;
`;
}

/** Masks of columns that none of the queries reads. */
export const TPCH_POLICY = `policy:
  tables:
    lineitem: { mask_columns: { l_comment: redact } }
    orders: { mask_columns: { o_clerk: { partial: { keep_last: 4 } } } }
    part: { mask_columns: { p_comment: "null", p_retailprice: { bucket: { size: 100 } } } }
    partsupp: { mask_columns: { ps_comment: redact } }
    nation: { mask_columns: { n_comment: redact } }
    region: { mask_columns: { r_comment: redact } }
`;
