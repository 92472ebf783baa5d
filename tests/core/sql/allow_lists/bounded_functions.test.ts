import assert from "node:assert/strict";
import {
  BOUNDED_FUNCTIONS,
  BOUNDED_OPERATORS,
  BOUNDED_TYPE_MODIFIERS,
  isBoundedFormat,
  isBoundedJsonPath,
  isBoundedNumber,
} from "../../../../core/sql/allow_lists/bounded_functions.ts";
import { isAllowedFunction } from "../../../../core/sql/allow_lists/functions.ts";
import { isBuiltinOperator } from "../../../../core/sql/allow_lists/operators.ts";
import { isAllowedType } from "../../../../core/sql/allow_lists/types.ts";

Deno.test("bounds stand on functions, operators and types that are allowed at all", () => {
  for (const name of BOUNDED_FUNCTIONS.keys()) assert.ok(isAllowedFunction(name), name);
  for (const symbol of BOUNDED_OPERATORS.keys()) assert.ok(isBuiltinOperator(symbol), symbol);
  for (const name of BOUNDED_TYPE_MODIFIERS.keys()) assert.ok(isAllowedType(name), name);
});

Deno.test("the functions behind bounded operators have no unbounded name of their own", () => {
  for (const name of ["numeric_power", "numeric_exp", "numeric_sqrt", "dpow", "dexp", "dsqrt"]) {
    assert.equal(isAllowedFunction(name), false, name);
  }
});

Deno.test("numbers with a huge exponent are not bounded, ordinary ones and texts are", () => {
  for (
    const text of ["1", "-1.5", "1e9", "6.02e23", "1e-300", ".5e2", "12_000", "e9999", "x1e9999"]
  ) {
    assert.equal(isBoundedNumber(text), true, text);
  }
  for (const text of ["1e131071", " 1E+99999 ", "-.5e-16383", "1_0.e1_000", "2.e401"]) {
    assert.equal(isBoundedNumber(text), false, text);
  }
});

Deno.test("a JSON path may have one recursive descent", () => {
  assert.equal(isBoundedJsonPath("$.items[*].price ? (@ > 10)"), true);
  assert.equal(isBoundedJsonPath("$.**.name"), true);
  assert.equal(isBoundedJsonPath("$.**.**"), false);
  assert.equal(isBoundedJsonPath("$.**{2 to 5}.a.**"), false);
});

Deno.test("a format may have widths of three digits, none from an argument", () => {
  assert.equal(isBoundedFormat("%s is %10s, %-20I, %1$s and %%"), true);
  assert.equal(isBoundedFormat("%1000000000s"), false);
  assert.equal(isBoundedFormat("%-5000s"), false);
  assert.equal(isBoundedFormat("%*s"), false);
  assert.equal(isBoundedFormat("%1$*2$s"), false);
});
