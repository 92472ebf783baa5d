// How a rule for one node type of the parser's tree is written.

/**
 * What a field may hold: `value`, a number, text or boolean; `nodes`, a wrapped
 * node or a list of them; `bare`, one node of that type without wrapping; a list
 * of texts, one of these values.
 */
export type FieldRule = "value" | "nodes" | { readonly bare: string } | readonly string[];

/** The fields of one node type. */
export type NodeRule = Readonly<Record<string, FieldRule>>;

/** A field that holds one node of `type`, without wrapping. */
export function bare(type: string): FieldRule {
  return { bare: type };
}

/** A rule for a node that knows its place in the text. */
export function frame(fields: NodeRule): NodeRule {
  return { ...fields, location: "value" };
}
