import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { offsetOfByte, offsetOfCharacter } from "../../../core/sql/text_positions.ts";

const texts = ["plain", "é😀x", "e\u0301e", "日本語", "👩‍👩‍👧", ""];

Deno.test("a byte offset of UTF-8 becomes the UTF-16 offset of the same character", () => {
  const encoder = new TextEncoder();
  for (const text of texts) {
    for (let offset = 0; offset <= text.length; offset++) {
      if (!text.slice(0, offset).isWellFormed()) continue;
      strictEqual(offsetOfByte(text, encoder.encode(text.slice(0, offset)).length), offset);
    }
  }
});

Deno.test("a count of characters becomes the UTF-16 offset of the same character", () => {
  for (const text of texts) {
    for (const [index] of [...text].entries()) {
      strictEqual(offsetOfCharacter(text, index), [...text].slice(0, index).join("").length);
    }
  }
});

Deno.test("both conversions agree with the encoder on any text", () => {
  const encoder = new TextEncoder();
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.nat(), (text, cut) => {
    const head = [...text].slice(0, cut % ([...text].length + 1)).join("");
    strictEqual(offsetOfByte(text, encoder.encode(head).length), head.length);
    strictEqual(offsetOfCharacter(text, [...head].length), head.length);
  }));
});
