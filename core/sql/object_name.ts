// Names of objects in text, as `'app.orders'::regclass` has them, read as PostgreSQL reads them.

import { bareNode, nodeOfType, stringNodes, textField, type TreeNode } from "./tree.ts";

/** The parts of a dotted name in text; null for an OID in digits and for what is no name. */
export function nameParts(text: string): readonly string[] | null {
  // PostgreSQL's blanks, and no others: any other character may belong to a name.
  const part = /[ \t\n\r\f\v]*(?:"((?:[^"]|"")+)"|([A-Za-z_][A-Za-z0-9_$]*))[ \t\n\r\f\v]*(\.|$)/y;
  const parts: string[] = [];
  for (;;) {
    const match = part.exec(text);
    if (match === null) return null;
    parts.push(match[1]?.replaceAll('""', '"') ?? (match[2] ?? "").toLowerCase());
    if (match[3] !== ".") return parts;
  }
}

/** The name of a relation in text; null for what is none. */
export function relationName(
  text: string,
): { readonly schema: string | null; readonly name: string } | null {
  const [last, schema = null, more] = (nameParts(text) ?? []).toReversed();
  return last === undefined || more !== undefined ? null : { schema, name: last };
}

/** The text of a literal as it stands; a cast around it might change it. */
export function constantText(expression: unknown): string | null {
  const text = bareNode(nodeOfType(expression, "A_Const")?.sval);
  return text === null ? null : textField(text.sval) ?? "";
}

/** What is joined by `||`, in order. */
export function concatenated(expression: unknown): readonly unknown[] {
  const parts: unknown[] = [];
  const open = [expression];
  while (open.length > 0) {
    const next = open.pop();
    const operator = nodeOfType(next, "A_Expr");
    const joins = operator !== null && stringNodes(operator.name).join(".") === "||";
    if (joins) open.push(operator.rexpr, operator.lexpr);
    else parts.push(next);
  }
  return parts;
}

/** Of more casts inside each other none is looked through. */
const MAX_CASTS = 100;

/** What is cast, through casts that keep which object is meant. */
export function withoutObjectCasts(expression: unknown): unknown {
  let inner = expression;
  for (let casts = 0; casts < MAX_CASTS; casts++) {
    const cast = nodeOfType(inner, "TypeCast");
    if (cast === null || !OBJECT_TYPES.has(castType(cast) ?? "")) return inner;
    inner = cast.arg;
  }
  return expression;
}

/** Types between which casts of names and OIDs keep what is meant. */
const OBJECT_TYPES: ReadonlySet<string> = new Set(["oid", "regclass", "text", "name"]);

/** The name of the type that a cast is to; null for an array, and for a type outside pg_catalog. */
export function castType(cast: TreeNode): string | null {
  const node = bareNode(cast.typeName) ?? {};
  const names = stringNodes(node.names);
  if (node.arrayBounds !== undefined || names.length > 2) return null;
  return names.length === 2 && names[0] !== "pg_catalog" ? null : names.at(-1) ?? null;
}
