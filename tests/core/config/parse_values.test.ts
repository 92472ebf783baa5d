// The pure parsers of single values: what they read, and what they refuse to guess.

import assert from "node:assert/strict";
import { parseBoolean } from "../../../core/config/parse_boolean.ts";
import { parseByteSize } from "../../../core/config/parse_byte_size.ts";
import { parseDurationMs } from "../../../core/config/parse_duration.ts";
import { parseInteger } from "../../../core/config/parse_integer.ts";
import { parseList } from "../../../core/config/parse_list.ts";

Deno.test("a duration is read with its unit, and never without one", () => {
  const read = ["500ms", "10s", "2m", "1h", " 1.5s ", "10 S", "0.1ms"].map(parseDurationMs);
  assert.deepEqual(read, [500, 10_000, 120_000, 3_600_000, 1500, 10_000, 1]);
  const refused = ["10", "", "s", "-1s", "10s5", "1e3s", "10 seconds", "٣s", "ten s"];
  assert.deepEqual(refused.map(parseDurationMs), refused.map(() => null));
});

Deno.test("a size is read in bytes, KiB of 1024 and kB of 1000", () => {
  const read = ["65536", "100KiB", "1MB", "1 MiB", "0.5kib", "10B", "2GiB"].map(parseByteSize);
  assert.deepEqual(read, [65536, 102_400, 1_000_000, 1_048_576, 512, 10, 2_147_483_648]);
  const refused = ["", "KiB", "-1KB", "1.5", "1K", "1TB", "0x10", "1 0", "one MB", "5ib"];
  assert.deepEqual(refused.map(parseByteSize), refused.map(() => null));
});

Deno.test("a whole number is decimal, exact, and may group its digits", () => {
  assert.deepEqual(["0", "100", "-5", "10_000", " 7 "].map(parseInteger), [0, 100, -5, 10_000, 7]);
  const refused = ["", "1.0", "1e3", "0x10", "+1", "1__0", "10_00", "9007199254740993", "NaN"];
  assert.deepEqual(refused.map(parseInteger), refused.map(() => null));
});

Deno.test("yes and no are read from plain words only", () => {
  assert.deepEqual(["true", "YES", "on", "1"].map(parseBoolean), [true, true, true, true]);
  assert.deepEqual(["false", "No", "off", "0"].map(parseBoolean), [false, false, false, false]);
  assert.deepEqual(["", "t", "2", "flase", "null"].map(parseBoolean), [
    null,
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("a list keeps order and case, drops doubles, and reads quoted names", () => {
  assert.deepEqual(parseList("public"), ["public"]);
  assert.deepEqual(parseList(" public , Sales,public"), ["public", "Sales"]);
  assert.deepEqual(parseList('a,"b,c", "d ""e"""'), ["a", "b,c", 'd "e"']);
  for (const refused of ["", " ", ",", "a,", ",a", "a,,b", '"a', 'a"b', '""']) {
    assert.equal(parseList(refused), null, refused);
  }
});
