// Functions that other databases have, or that are often called with arguments which PostgreSQL's
// do not take: for each what to write here. It only gives hints to calls that were refused anyway.

const DATE_PART = "extract(year FROM ts), date_part('month', ts) or to_char(ts, 'YYYY-MM')";
const DATE_ARITHMETIC = "ts + INTERVAL '7 days' or ts - INTERVAL '1 month'";
const DATE_DIFFERENCE =
  "date_a - date_b (days, of two dates), age(a, b), or extract(epoch FROM a - b) / 3600";
const DATE_TEXT = "to_char(ts, 'YYYY-MM-DD HH24:MI:SS')";
const TEXT_DATE = "to_date(text, 'YYYY-MM-DD') or to_timestamp(text, 'YYYY-MM-DD HH24:MI')";
const CONDITION = "CASE WHEN condition THEN a ELSE b END";
const NULLS = "coalesce(a, b)";
const POSITION = "position('part' IN text) or strpos(text, 'part')";
const LIST = "string_agg(text, ', ' ORDER BY …)";
const TRIED = "CASE WHEN text ~ '^-?\\d+(\\.\\d+)?$' THEN text::numeric END";
const JSON_PATH = "doc -> 'key' (JSON), doc ->> 'key' (text) or jsonb_path_query(doc, '$.a.b')";
const JSON_OBJECT = "jsonb_build_object('key', value)";
const UNNEST = "unnest(array), or jsonb_array_elements(doc) for JSON";
const MIDDLE = "percentile_cont(0.5) WITHIN GROUP (ORDER BY x)";
const NOW = "now(), CURRENT_DATE or CURRENT_TIMESTAMP, the last two without brackets";
const CROSSTAB = "sum(x) FILTER (WHERE kind = 'a') AS a, … with GROUP BY";

/** Blank-separated names, and what stands for them. */
const WAYS: readonly (readonly [names: string, way: string])[] = [
  ["ifnull isnull nvl zeroifnull", NULLS],
  ["nvl2 if iif iff decode", CONDITION],
  ["nullifzero safe_divide div0", "a / NULLIF(b, 0)"],
  ["getdate getutcdate curdate curtime sysdate systimestamp sysdatetime today utc_timestamp", NOW],
  [
    "year month day hour minute second quarter week weekday dayofweek dayofyear datepart",
    DATE_PART,
  ],
  ["dayname monthname date_format format_date format_timestamp strftime", DATE_TEXT],
  ["dateadd date_add date_sub adddate subdate timestampadd timestamp_add", DATE_ARITHMETIC],
  ["timestamp_sub datetime_add datetime_sub add_months datetime", DATE_ARITHMETIC],
  ["datediff date_diff timestampdiff timestamp_diff months_between julianday", DATE_DIFFERENCE],
  ["str_to_date parse_date parse_timestamp strptime", TEXT_DATE],
  ["eomonth last_day", "(date_trunc('month', ts) + INTERVAL '1 month - 1 day')::date"],
  ["timestamp_trunc datetime_trunc", "date_trunc('month', ts)"],
  ["date_trunc", "date_trunc('month', ts): the unit comes first, in quotes"],
  ["trunc", "date_trunc('day', ts) for times, trunc(x::numeric, 2) for numbers"],
  ["unix_timestamp to_unixtime unix_seconds", "extract(epoch FROM ts)"],
  ["from_unixtime timestamp_seconds", "to_timestamp(seconds)"],
  ["convert_tz from_utc_timestamp", "ts AT TIME ZONE 'Europe/Berlin'"],
  ["group_concat listagg", LIST],
  ["string_agg", "string_agg(x::text, ', ' ORDER BY y): the order stands in the call"],
  ["collect_list collect_set list array_agg_distinct", "array_agg(x ORDER BY y)"],
  ["countif count_if sumif", "count(*) FILTER (WHERE condition)"],
  ["approx_count_distinct approx_distinct", "count(DISTINCT x)"],
  ["median approx_quantiles", MIDDLE],
  ["percentile_cont percentile_disc percentile quantile", MIDDLE],
  ["arg_max argmax max_by min_by", "(array_agg(x ORDER BY y DESC))[1], or DISTINCT ON (…)"],
  ["sum avg", "sum(x::numeric); of a condition count(*) FILTER (WHERE condition)"],
  ["round", "round(x::numeric, 2): with digits it takes numeric alone"],
  ["rand newid", "random()"],
  ["len datalength", "length(text)"],
  ["ucase", "upper(text)"],
  ["lcase", "lower(text)"],
  ["upper lower length substring substr trim replace left right split_part", "f(x::text)"],
  ["charindex instr locate", POSITION],
  ["stuff insert", "overlay(text PLACING 'new' FROM 2 FOR 3)"],
  ["substring_index split", "split_part(text, ',', 1) or string_to_array(text, ',')"],
  ["regexp_extract regexp_extract_all rlike", "substring(text FROM 'pattern') or text ~ 'pattern'"],
  ["regexp_contains", "text ~ 'pattern'"],
  ["replicate", "repeat(text, 3)"],
  ["try_cast safe_cast try_convert try_to_number isnumeric", TRIED],
  ["to_varchar to_nchar str", "x::text, or to_char(x, 'FM999990.00')"],
  ["convert", "x::date, or CAST(x AS date)"],
  ["json_extract json_value json_unquote get_json_object json_extract_scalar", JSON_PATH],
  ["object_construct json_object_agg_build struct", JSON_OBJECT],
  ["explode flatten posexplode openjson json_each", UNNEST],
  ["array_length array_size", "array_length(array, 1) or cardinality(array)"],
  ["array_contains", "x = ANY (array)"],
  ["ifs switch choose", CONDITION],
  ["pivot crosstab crosstab2 crosstab3 crosstab4", CROSSTAB],
  ["bitand", "a & b"],
  ["pow", "power(a, b)"],
  ["uuid uuid_generate_v4", "gen_random_uuid()"],
  ["database", "current_database()"],
];

const WAY_BY_NAME: ReadonlyMap<string, string> = new Map(
  WAYS.flatMap(([names, way]) => names.split(" ").map((name) => [name, way] as const)),
);

/** What to write in place of a function of that name; null where nothing is known. */
export function hintForForeignFunction(name: string): string | null {
  const way = WAY_BY_NAME.get(name);
  return way === undefined ? null : `PostgreSQL writes this as ${way}.`;
}
