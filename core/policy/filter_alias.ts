// A name of its own for what a row filter reads: a plan's reader needs it, and nothing else of filters.

/** What the tables of sub-queries are called, with a number behind it. */
export const FILTER_ALIAS = "pgmcp_filter";
