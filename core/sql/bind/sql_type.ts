// A type as far as the text and the catalogue tell it. Modifiers such as varchar(10)'s length are
// left out: no name is resolved by them.

import { isBuiltinType } from "../allow_lists/types.ts";
import { nodeList, stringNodes, type TreeNode } from "../tree.ts";

/** A type by its name, as in `pg_type.typname`. */
export interface SqlType {
  /** Null where the text names a type of the search path. */
  readonly schema: string | null;
  /** Of an array the element's. */
  readonly name: string;
  readonly array: boolean;
}

/** A type of pg_catalog; `_int4` is an array of `int4`. */
export function builtinType(name: string): SqlType {
  const array = name.startsWith("_") && isBuiltinType(name.slice(1));
  return { schema: "pg_catalog", name: array ? name.slice(1) : name, array };
}

/** The type that a `TypeName` names; pg_catalog comes first on the search path. */
export function namedType(typeName: TreeNode): SqlType | null {
  const [name, schema = null] = stringNodes(typeName.names).toReversed();
  if (name === undefined) return null;
  const builtin = (schema === null && isBuiltinType(name)) || schema === "pg_catalog";
  const type = builtin ? builtinType(name) : { schema, name, array: false };
  return nodeList(typeName.arrayBounds).length > 0 ? { ...type, array: true } : type;
}

/** Whether both are the same type, surely. */
export function isSameType(one: SqlType | null, other: SqlType | null): boolean {
  return one !== null && other !== null && one.schema !== null && one.schema === other.schema &&
    one.name === other.name && one.array === other.array;
}

/** The type of a literal until what is around it gives it one. */
export const LITERAL: SqlType = { schema: "pg_catalog", name: "unknown", array: false };

/** The type a value has in the end: of a literal that nothing gave another it is text. */
export function settledType(type: SqlType | null): SqlType | null {
  return isSameType(type, LITERAL) ? builtinType("text") : type;
}

/** The type that all of them become; null where they differ or one is not known. */
export function commonType(types: readonly (SqlType | null)[]): SqlType | null {
  const typed = types.filter((type) => !isSameType(type, LITERAL));
  const [first = LITERAL] = typed;
  return settledType(typed.every((type) => isSameType(type, first)) ? first : null);
}

const FIXED_SIZES: ReadonlySet<string> = new Set(
  `bool char int2 int4 int8 float4 float8 money oid date time timetz timestamp timestamptz interval
  uuid`.split(/\s+/),
);

/** Whether every value of it takes a few bytes, and no more. */
export function isFixedSize(type: SqlType | null): boolean {
  return type !== null && !type.array && type.schema === "pg_catalog" && FIXED_SIZES.has(type.name);
}

/** The array of a type; null of an array, whose array is itself. */
export function arrayOf(type: SqlType | null): SqlType | null {
  return type === null || type.array ? type : { ...type, array: true };
}
