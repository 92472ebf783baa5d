// The answer to a type that does not exist, or is not to be known of.

import { dotted } from "./name_policy.ts";
import type { Refusal } from "./refusal.ts";

/** PostgreSQL's types, and what other databases call them. */
const FOREIGN_TYPES: readonly (readonly [type: string, names: string])[] = [
  ["bigint", "int64 signed unsigned uint32 long"],
  ["smallint", "tinyint int1 byteint"],
  ["integer", "mediumint int32"],
  ["numeric", "number bignumeric uint64"],
  ["text", "string nvarchar varchar2 nvarchar2 clob nclob longtext mediumtext tinytext ntext"],
  ["timestamp", "datetime datetime2 smalldatetime timestamp_ntz"],
  ["timestamptz", "datetimeoffset timestamp_tz timestamp_ltz"],
  ["double precision", "float64 double"],
  ["real", "float32"],
  ["bytea", "blob longblob varbinary binary image"],
  ["uuid", "uniqueidentifier"],
  ["jsonb", "variant object"],
];

const WAY_BY_NAME: ReadonlyMap<string, string> = new Map(
  FOREIGN_TYPES.flatMap(([type, names]) =>
    names.split(" ").map((name) => [name, `PostgreSQL calls this type ${type}.`] as const)
  ),
);

/** Says that there is no such type. */
export function refuseUndefinedType(
  type: {
    readonly schema: string | null;
    readonly name: string;
    readonly location: number | null;
  },
): Refusal {
  return {
    code: "PGMCP_UNDEFINED_NAME",
    message: `There is no type ${dotted(type)}`,
    // By the name alone: what is hidden and what never was have the same hint.
    hint: (type.schema === null ? WAY_BY_NAME.get(type.name) : undefined) ??
      "Use PostgreSQL's built-in types, or a type of the database by its exact name.",
    fragment: dotted(type),
    location: type.location,
  };
}
