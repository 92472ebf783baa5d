// What a PostgreSQL type becomes in JSON, by its OID. Only types whose text form
// is surely a JSON value are anything but strings: int8 and numeric do not fit a
// double, and no date or time has a JSON form. Unknown types are strings.

/** How a value's text is carried into JSON. */
export type ValueKind = "boolean" | "number" | "json" | "text";

// pg_type.oid of the built-in types, which no release changes (pg_type.dat).
const KINDS: ReadonlyMap<number, ValueKind> = new Map([
  [16, "boolean"],
  [21, "number"], // int2
  [23, "number"], // int4
  [26, "number"], // oid
  [700, "number"], // float4
  [701, "number"], // float8
  [114, "json"],
  [3802, "json"], // jsonb
]);

// Array type → element type, for built-in types whose delimiter is a comma
// (box uses a semicolon, and extensions may choose: those stay strings).
const ELEMENTS: ReadonlyMap<number, number> = new Map([
  [1000, 16], // bool
  [1005, 21], // int2
  [1007, 23], // int4
  [1028, 26], // oid
  [1021, 700], // float4
  [1022, 701], // float8
  [199, 114], // json
  [3807, 3802], // jsonb
  [1016, 20], // int8
  [1231, 1700], // numeric
  [791, 790], // money
  [1002, 18], // "char"
  [1003, 19], // name
  [1009, 25], // text
  [1014, 1042], // bpchar
  [1015, 1043], // varchar
  [2951, 2950], // uuid
  [1182, 1082], // date
  [1183, 1083], // time
  [1270, 1266], // timetz
  [1115, 1114], // timestamp
  [1185, 1184], // timestamptz
  [1187, 1186], // interval
  [1001, 17], // bytea
  [1040, 829], // macaddr
  [1041, 869], // inet
  [651, 650], // cidr
  [1561, 1560], // bit
  [1563, 1562], // varbit
]);

/** What values of a type become; `text` for every type that is not known better. */
export function valueKind(typeOid: number): ValueKind {
  return KINDS.get(typeOid) ?? "text";
}

/** The element type's OID, where a type is an array that can be read as one; otherwise null. */
export function arrayElementOid(typeOid: number): number | null {
  return ELEMENTS.get(typeOid) ?? null;
}
