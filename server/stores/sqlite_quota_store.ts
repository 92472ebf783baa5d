// Quotas in the file of the keys. A count outlives the process, for it is written before a
// call is answered, but a commit does not wait for the disk (synchronous=NORMAL): what a
// power cut can undo is a few calls of somebody's quota, and waiting would cost every call
// five times as much.

import { PgmcpError } from "../../core/errors.ts";
import type { QuotaStore } from "../../core/ports/quota_store.ts";
import { decideQuota, oldestSlot, type UsedSlot } from "../../core/services/sliding_window.ts";
import { inTransaction } from "./in_transaction.ts";
import { number, type Row } from "./key_rows.ts";
import { openKeyFile } from "./open_key_file.ts";

/** Opens the store in the file at `path`; `now` is the clock, in milliseconds since 1970. Throws what {@linkcode openKeyFile} throws. */
export function openSqliteQuotaStore(path: string, now: () => number = Date.now): QuotaStore {
  const database = openKeyFile(path, { durable: "process" });
  const read = database.prepare(
    "SELECT slot, used FROM quota WHERE subject = ? AND window_ms = ? AND slot >= ? ORDER BY slot",
  );
  const count = database.prepare(
    `INSERT INTO quota (subject, window_ms, slot, used) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET used = used + excluded.used`,
  );
  const forget = database.prepare(
    "DELETE FROM quota WHERE subject = ? AND window_ms = ? AND slot < ?",
  );

  return {
    take(subject, request) {
      const nowMs = now();
      const { windowMs } = request;
      const oldest = oldestSlot(windowMs, nowMs);
      try {
        // In one transaction: another server on the same file counts for the same keys.
        const answer = inTransaction(database, () => {
          const used = read.all(subject, windowMs, oldest).map(usedSlot);
          const { answer, slot, taken } = decideQuota(request, { used, nowMs });
          if (taken > 0) {
            if (used.at(-1)?.slot !== slot) forget.run(subject, windowMs, oldest);
            count.run(subject, windowMs, slot, taken);
          }
          return answer;
        });
        return Promise.resolve(answer);
      } catch (cause) {
        return Promise.reject(
          new PgmcpError("PGMCP_KEYS_UNAVAILABLE", {
            message: "Cannot count what a key may use.",
            cause,
          }),
        );
      }
    },
    [Symbol.asyncDispose]() {
      database.close();
      return Promise.resolve();
    },
  };
}

function usedSlot(row: Row): UsedSlot {
  return { slot: number(row, "slot"), used: number(row, "used") };
}
