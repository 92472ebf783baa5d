import { deepEqual, equal, ok } from "node:assert/strict";
import { readPlainYaml } from "../../../core/yaml/read_plain_yaml.ts";
import { readAnyYaml } from "../../../core/yaml/read_yaml.ts";

const FILE = `# what support may see
policy:
  default: deny
  allow_tables: [orders, app.products, "odd, name", 'a: b']  # and no other

  tables:
    customers:
      description: Everybody, but for guests - since 2020.
      allow_columns: []
      mask_columns:
        email: { partial: { keep_domain: true } }
        phone: "****"
    orders: { row_filter: "created_at > NOW() - INTERVAL '90 days'", hidden: false }
  max_queries_per_hour: 1_000
`;

const PIECES = [
  ..." ,:\n#-'\"[]{}?|>&*!%@`~\\.".split(""),
  ...[
    "\n  ",
    "\n    ",
    ": ",
    "a",
    "b_1",
    "key",
    "true",
    "null",
    "1.5",
    "x y",
    "\n\n",
    " # c",
    "\n- ",
  ],
  ...[
    '"q"',
    "'s'",
    "[a, b]",
    "{ a: b }",
    "é",
    "\t",
    "\r\n",
    "---",
    "...",
    "<<",
    "a: b",
    "key:\n  ",
  ],
];

// A small generator of its own, so that a failure comes again.
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

function asThePackage(text: string): boolean {
  const plain = readPlainYaml(text);
  if (plain === null) return false;
  deepEqual(plain, readAnyYaml(text), JSON.stringify(text));
  return true;
}

Deno.test("a plain file is read at once, and as the package reads it, with every place", () => {
  ok(asThePackage(FILE));
});

Deno.test("what is cut from, put into or moved in a plain file is read as the package reads it, or left to it", () => {
  const next = random(7);
  let plain = 0;
  for (let round = 0; round < 6_000; round++) {
    let text = FILE;
    for (let change = 0; change <= next(3); change++) {
      const at = next(text.length);
      const piece = PIECES[next(PIECES.length)] ?? "";
      text = text.slice(0, at) + (next(3) === 0 ? "" : piece) + text.slice(at + next(4));
    }
    if (asThePackage(text)) plain++;
  }
  ok(plain > 500, `${plain}`);
});

Deno.test("texts made of YAML's signs are read as the package reads them, or left to it", () => {
  const next = random(11);
  let plain = 0;
  for (let round = 0; round < 40_000; round++) {
    let text = next(2) === 0 ? "a: " : "a:\n  b: ";
    for (let piece = 0; piece <= next(9); piece++) text += PIECES[next(PIECES.length)] ?? "";
    if (asThePackage(text)) plain++;
  }
  ok(plain > 500, `${plain}`);
});

Deno.test("anything but the plainest is left to the package", () => {
  for (
    const text of [
      ...["", "a", "- a", "a: &x b", "a: *x", "a: !t b", "a: |\n  b", "a: b\n  c", "a: b\na: c"],
      ...["a:\n- b", "a: [b,\n  c]", 'a: "\\x41"', "a: 'it''s'", "a:\tb", "a: b\r\n", "a:", "? a"],
      ...["---\na: b", "a: b\n...", "%YAML 1.2\n---\na: b", "a: {b}", "a: [b c: d]", "a: b: c"],
      ...[
        "a:\n  b: c\n d: e",
        "  a: b\nc: d",
        "a: ~",
        "<<: a",
        "a: \ufeffb",
        "a: [b, ]",
        "a: b #c d",
      ],
    ]
  ) {
    if (text === "a: b #c d") ok(asThePackage(text));
    else equal(readPlainYaml(text), null, JSON.stringify(text));
  }
});
