// What may answer what was sent, and what may not: an answer out of its place may be another's.

import assert from "node:assert/strict";
import {
  type AwaitedStatement,
  createReplyOrder,
} from "../../../../agent/databases/postgres/reply_order.ts";

/** How many of these messages are admitted before the first that is not. A digit behind a kind is how many columns it has. */
function admitted(
  groups: readonly (readonly AwaitedStatement[])[],
  messages: string,
): number {
  const order = createReplyOrder(groups);
  const each = messages.split(" ").filter((name) => name !== "");
  const refused = each.findIndex((name) => {
    const columns = "TD".includes(name.charAt(0)) && name.length > 1 ? Number(name.slice(1)) : null;
    return !order.admits(name.charCodeAt(0), columns);
  });
  return refused < 0 ? each.length : refused;
}

const PLAIN = {};
const ASKED = { describe: true };

Deno.test("an answer in its order is admitted, with what comes of itself anywhere in it", () => {
  const batch = [[PLAIN, PLAIN, ASKED], [PLAIN]];
  for (
    const messages of [
      "1 2 C 1 2 D5 C 1 2 T2 D2 D2 C Z 1 2 C Z",
      "S 1 N 2 A C 1 2 C S 1 2 N n C Z N 1 2 C S Z S N A",
      "1 2 C 1 2 I 1 2 T0 D0 C Z 1 2 C Z",
      "1 2 C E Z 1 2 C Z",
      "1 2 C 1 2 C 1 2 n H d d c C Z 1 2 C Z",
      "E E Z E Z E",
      "1 2 C 1 2 D1 C 1 2 T1 D1 E Z 1 2 C Z",
      // A row that was left out has no known number of columns.
      "1 2 C 1 2 C 1 2 T1 D C Z 1 2 C Z",
    ]
  ) assert.equal(admitted(batch, messages), messages.split(" ").length, messages);
});

Deno.test("a message out of its place is not admitted", () => {
  const batch = [[PLAIN, ASKED], [PLAIN]];
  for (
    const [messages, count] of [
      ["Z", 0],
      ["2", 0],
      ["1 C", 1],
      ["1 2 C Z", 3],
      ["1 2 T1", 2],
      ["1 2 C 1 2 D1", 5],
      ["1 2 C 1 2 C", 5],
      ["1 2 C 1 2 T1 T1", 6],
      ["1 2 C 1 2 T1 D2", 6],
      ["1 2 C 1 2 n D1", 6],
      ["1 2 C 1 2 T1 C C", 7],
      ["1 2 C 1 2 T1 D1 Z", 7],
      ["1 2 C 1 2 T1 C Z Z", 8],
      ["E 1", 1],
      ["E Z 1 2 C Z 1", 6],
      ["E Z E Z Z", 4],
      ["1 2 s", 2],
      ["1 H", 1],
      ["1 2 W", 2],
      ["R", 0],
      ["K", 0],
    ] as const
  ) assert.equal(admitted(batch, messages), count, messages);
});

Deno.test("an idle session is told of its end and of what comes of itself, and is answered nothing", () => {
  assert.equal(admitted([], "N S A E"), 4);
  for (const kind of ["1", "2", "T1", "D1", "C", "Z", "I", "R", "K", "d"]) {
    assert.equal(admitted([], kind), 0);
  }
});
