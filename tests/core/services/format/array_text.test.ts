import assert from "node:assert/strict";
import { parseArrayText } from "../../../../core/services/format/array_text.ts";

// Every text here is what PostgreSQL 18 writes for the array in the title.
const ARRAYS: Readonly<Record<string, unknown>> = {
  "{}": [],
  "{1,2,3}": ["1", "2", "3"],
  "{{1,2},{3,4}}": [["1", "2"], ["3", "4"]],
  "[0:2]={1,2,3}": ["1", "2", "3"],
  "[-1:0][2:3]={{a,b},{c,d}}": [["a", "b"], ["c", "d"]],
  "{NULL,a}": [null, "a"],
  '{"NULL","null"}': ["NULL", "null"],
  '{"","a b","c,d","{e}"}': ["", "a b", "c,d", "{e}"],
  '{"quote \\" and backslash \\\\"}': ['quote " and backslash \\'],
  '{"line\nbreak","tab\there"}': ["line\nbreak", "tab\there"],
  '{"{\\"a\\": 1}",NULL}': ['{"a": 1}', null],
  "{2024-01-02,-infinity}": ["2024-01-02", "-infinity"],
  "{{{{{{1}}}}}}": [[[[[["1"]]]]]],
};

for (const [text, elements] of Object.entries(ARRAYS)) {
  Deno.test(`the array ${JSON.stringify(text)} is read`, () => {
    assert.deepEqual(parseArrayText(text), elements);
  });
}

Deno.test("what is not exactly an array's text is not read", () => {
  const wrong = [
    "",
    "{",
    "}",
    "{1",
    "{1,}",
    "{,1}",
    "{1}}",
    "{1}x",
    "x{1}",
    '{"a}',
    '{"a"b}',
    "{a b}",
    "{{1},2",
    "[0:1]{1}",
    "[0:1]=",
    "{{{{{{{1}}}}}}}",
  ];
  for (const text of wrong) assert.equal(parseArrayText(text), null, text);
});
