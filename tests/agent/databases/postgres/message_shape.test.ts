// Every message has to be what its kind says, to the last byte: what reads it looks at no end.

import assert from "node:assert/strict";
import {
  asksForOtherLogin,
  columnCount,
  isWellFormed,
} from "../../../../agent/databases/postgres/message_shape.ts";
import {
  completed,
  concat,
  described,
  failed,
  int16,
  int32,
  message,
  ready,
  row,
  text,
} from "../../../support/postgres_messages.ts";

const GOOD: Readonly<Record<string, Uint8Array>> = {
  ParseComplete: message("1"),
  NoData: message("n"),
  CommandComplete: completed("SELECT 1"),
  ErrorResponse: failed("42601"),
  "ErrorResponse without a field": message("E", [0]),
  NoticeResponse: message("N", [...text("Mfor your information"), 0]),
  ParameterStatus: message("S", [...text("TimeZone"), ...text("UTC")]),
  NotificationResponse: message("A", [...int32(1), ...text("channel"), ...text("")]),
  RowDescription: described("a", "", "ä"),
  "RowDescription of no column": described(),
  DataRow: row("1", null, "", "ä"),
  "DataRow of no column": row(),
  ReadyForQuery: ready("T"),
  BackendKeyData: message("K", [...int32(1), ...int32(2)]),
  AuthenticationOk: message("R", int32(0)),
  AuthenticationMD5Password: message("R", [...int32(5), 1, 2, 3, 4]),
  AuthenticationSASL: message("R", [...int32(10), ...text("SCRAM-SHA-256"), 0]),
  AuthenticationSASLContinue: message("R", [...int32(11), 0x72]),
  CopyInResponse: message("G", [0, ...int16(1), ...int16(0)]),
  ParameterDescription: message("t", [...int16(1), ...int32(25)]),
};

const BAD: Readonly<Record<string, Uint8Array>> = {
  "an unknown kind": message("?"),
  "ParseComplete with something behind": message("1", [0]),
  "CommandComplete without its zero": message("C", [0x53]),
  "CommandComplete with something behind": message("C", [...text("SELECT 1"), 0]),
  "ErrorResponse without its last byte": message("E", text("SERROR")),
  "ErrorResponse with a field without its zero": message("E", [0x53, 0x45]),
  "ErrorResponse of nothing": message("E"),
  "NoticeResponse with something behind": message("N", [...text("Mno"), 0, 0]),
  "ParameterStatus without a value": message("S", text("TimeZone")),
  "NotificationResponse that is too short": message("A", [0, 0]),
  "RowDescription of minus one column": message("T", int16(-1)),
  "RowDescription of more columns than it has": message("T", [...int16(2), ...text("a")]),
  "RowDescription with something behind": message("T", [...int16(0), 0]),
  "DataRow of minus one column": message("D", int16(-1)),
  "DataRow of more columns than it has": message("D", [...int16(2), ...int32(-1)]),
  "DataRow with a length past its end": message("D", [...int16(1), ...int32(2), 0x78]),
  "DataRow with a length below minus one": message("D", [...int16(1), ...int32(-2)]),
  "DataRow that goes back": message("D", [...int16(2), ...int32(4), 0, 0, 0, 0, ...int32(-8)]),
  "DataRow with something behind": message("D", [...int16(0), 0]),
  "DataRow of nothing": message("D"),
  "ReadyForQuery in no state": message("Z", [0x58]),
  "ReadyForQuery of nothing": message("Z"),
  "BackendKeyData that is too short": message("K", int32(1)),
  "AuthenticationOk with something behind": message("R", [...int32(0), 0]),
  "AuthenticationMD5Password without its salt": message("R", int32(5)),
  "AuthenticationSASL without its end": message("R", [...int32(10), ...text("SCRAM-SHA-256")]),
  "AuthenticationGSS": message("R", int32(7)),
  "CopyOutResponse of minus one column": message("H", [0, ...int16(-1)]),
  "ParameterDescription of more than it has": message("t", int16(1)),
};

Deno.test("a message of the shape of its kind is well-formed, wherever it lies", () => {
  for (const [name, bytes] of Object.entries(GOOD)) {
    assert.ok(isWellFormed(bytes, 0), name);
    assert.ok(isWellFormed(concat(ready("I"), bytes, ready("I")), 6), `${name} among others`);
  }
});

Deno.test("a message of another shape is not, whatever lies behind it", () => {
  for (const [name, bytes] of Object.entries(BAD)) {
    assert.equal(isWellFormed(bytes, 0), false, name);
    const zeros = message("d", new Uint8Array(64));
    assert.equal(isWellFormed(concat(bytes, zeros), 0), false, `${name} before others`);
  }
});

Deno.test("no message that is cut short is well-formed, nor one that is a byte longer", () => {
  for (const [name, bytes] of Object.entries(GOOD)) {
    for (const change of [-1, 1]) {
      const longer = concat(bytes, new Uint8Array(8));
      const length = bytes.length - 1 + change;
      new DataView(longer.buffer).setInt32(1, length);
      // These end where they end.
      if (length < 4 || /SASLContinue|KeyData/.test(name)) continue;
      assert.equal(isWellFormed(longer, 0), false, `${name} ${change}`);
    }
  }
});

Deno.test("the columns of a row and of its description are counted, and other logins told apart", () => {
  assert.equal(columnCount(row("1", null), 0), 2);
  assert.equal(columnCount(concat(ready("I"), described("a", "b", "c")), 6), 3);
  assert.equal(asksForOtherLogin(message("R", int32(7)), 0), true);
  assert.equal(asksForOtherLogin(message("R", int32(99)), 0), false);
  assert.equal(asksForOtherLogin(message("Z", int32(7)), 0), false);
});
