// PostgreSQL's comparisons, by symbol: they give a boolean for operands of every type that has
// an order, for rows and for text.

/** The symbols; `!=` is written `<>` by the parser. */
export const COMPARISON_OPERATORS: ReadonlySet<string> = new Set(["=", "<>", "<", ">", "<=", ">="]);
