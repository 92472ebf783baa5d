// The texts of a plan's expressions as SQL that the parser reads. EXPLAIN writes what no SQL has:
// names of sub-plans, parameters of the executor, partial aggregates. They are turned into plain
// columns and left out, never inside of a quoted text or name. What is a name or a literal stays.

/** Stands for the value of a sub-plan or a parameter. */
const PLACEHOLDER = "pgmcp_plan";

const QUOTED = `'(?:[^']|'')*'|"(?:[^"]|"")*"`;
const SUB_PLAN =
  `(?:EXISTS|ARRAY|)\\((?:alternatives: )?(?:hashed |rescan )*(?:SubPlan|InitPlan|CTE) \\d+[^()'"]*\\)`;
const WRITTEN_BY_EXPLAIN = new RegExp(
  [
    QUOTED,
    SUB_PLAN,
    // `(ANY (x = (SubPlan 1).col1))` and the like, since PostgreSQL 17.
    "\\((?:ANY|ALL|ROWCOMPARE) (?=\\()",
    "\\$\\d+",
    '\\bPARTIAL (?=[\\w"])',
    "\\bOVER \\(\\?\\)",
  ].join("|"),
  "g",
);

/** `text` as the parser reads it. */
export function readablePlanText(text: string): string {
  return text.replaceAll(WRITTEN_BY_EXPLAIN, (found) => {
    if (found.startsWith("'") || found.startsWith('"')) return found;
    if (found.startsWith("$")) return PLACEHOLDER;
    if (found.startsWith("PARTIAL")) return "";
    if (found.startsWith("OVER")) return "OVER ()";
    return /^\((ANY|ALL|ROWCOMPARE) $/.test(found) ? "(NOT " : `(${PLACEHOLDER})`;
  });
}
