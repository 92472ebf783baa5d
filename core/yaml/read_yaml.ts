// YAML as values that know where they stand in the file. Every scalar is text: what
// it means is for the settings' own parsers, so that `query_timeout: 10s` and a
// variable read alike. An error quotes nothing of the file, which may hold passwords.

import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Scalar } from "yaml";
import { type FileProblem, type Place, placed } from "./file_problem.ts";

/** A value and where it stands. */
export type YamlValue =
  | {
    readonly kind: "text";
    readonly text: string;
    readonly place: Place;
    /** Whether several lines of the file were made one: whatever ends with its line now goes on. */
    readonly joined: boolean;
  }
  | { readonly kind: "list"; readonly items: readonly YamlValue[]; readonly place: Place }
  | { readonly kind: "map"; readonly members: readonly YamlMember[]; readonly place: Place };

/** A key of a mapping, and its value. */
export interface YamlMember {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: YamlValue;
}

const WORDS: Readonly<Record<string, string>> = {
  BAD_INDENT: "the indentation is wrong, or a bracket is not closed",
  BAD_SCALAR_START: "a value that begins with this character needs quotes",
  BLOCK_AS_IMPLICIT_KEY: "a value with a colon needs quotes, or a line is indented wrongly",
  TAB_AS_INDENT: "a tab is used to indent; use spaces",
  MISSING_CHAR:
    "a character is missing, such as a closing quote or a colon, or a line is indented wrongly",
  MULTIPLE_DOCS: "there is a second document; keep one",
  MULTILINE_IMPLICIT_KEY: "a colon is missing, or a line is indented wrongly",
  MULTIPLE_ANCHORS: "anchors and aliases are not used here",
  BAD_ALIAS: "anchors and aliases are not used here",
  TAG_RESOLVE_FAILED: "tags such as !env are not used here",
  UNEXPECTED_TOKEN: "this does not fit what stands before it",
};
/** More mistakes than this follow from the first ones. */
const MAX_PROBLEMS = 10;
const NO_ALIASES = "anchors and aliases are not used here; common settings go to the top level";

/** The whole text as one value, or what is wrong with it. */
export function readYaml(text: string): YamlValue | readonly FileProblem[] {
  const lines = new LineCounter();
  // Pretty errors would quote lines of the file.
  const document = parseDocument(text, {
    schema: "failsafe",
    lineCounter: lines,
    // Looked for below: the package compares each key with every other.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
  });
  const start = { line: 1, column: 1 };

  function placeOf(offset: number | undefined): Place {
    if (offset === undefined) return start;
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  }

  // What follows from the first mistake of a line is no news.
  const byLine = new Map<number, FileProblem>();
  for (const error of [...document.errors, ...document.warnings]) {
    const place = placeOf(error.pos[0]);
    const text = `Cannot read the YAML: ${WORDS[error.code] ?? "the text is not well-formed"}.`;
    if (!byLine.has(place.line)) byLine.set(place.line, placed(place, text));
  }
  const problems = [...byLine.values()].slice(0, MAX_PROBLEMS);

  function convert(node: unknown, fallback: Place): YamlValue {
    if (node === null || node === undefined) return wordAt(fallback, "");
    // Everything in a parsed document is a node or a pair of them.
    const place = placeOf((node as Node).range?.[0] ?? undefined);
    if (isScalar(node)) {
      return { ...wordAt(place, String(node.value ?? "")), joined: joinsLines(node, text) };
    }
    if (isSeq(node)) {
      return { kind: "list", items: node.items.map((item) => convert(item, place)), place };
    }
    if (isMap(node)) {
      const keys = new Set<string>();
      const members = node.items.map(({ key, value }) => {
        const converted = convert(key, place);
        if (converted.kind !== "text") {
          problems.push(placed(converted.place, "Cannot read the YAML: a key has to be a word."));
        } else if (keys.has(converted.text)) {
          const twice = "Cannot read the YAML: the key stands here twice.";
          problems.push(placed(converted.place, twice));
        }
        if (converted.kind === "text") keys.add(converted.text);
        return {
          key: converted.kind === "text" ? converted.text : "",
          keyPlace: converted.place,
          value: convert(value, converted.place),
        };
      });
      return { kind: "map", members, place };
    }
    problems.push(placed(place, `Cannot read the YAML: ${NO_ALIASES}.`));
    return wordAt(place, "");
  }

  if (problems.length > 0) return problems;
  const value = convert(document.contents, start);
  return problems.length > 0 ? problems : value;
}

function wordAt(place: Place, text: string) {
  return { kind: "text", text, place, joined: false } as const;
}

function joinsLines({ range, type }: Scalar, text: string): boolean {
  if (type === "BLOCK_LITERAL") return false;
  const written = text.slice(range?.[0] ?? 0, range?.[1] ?? text.length);
  // Behind > stand its own marks.
  const content = type === "BLOCK_FOLDED" ? written.slice(written.indexOf("\n")) : written;
  return content.trim().includes("\n");
}
