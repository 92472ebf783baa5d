// The pool alone, over connections that only count.

import assert from "node:assert/strict";
import { PgmcpError } from "../../../../core/errors.ts";
import { until } from "../../../support/until.ts";
import {
  ConnectionPool,
  type ConnectionPoolOptions,
  FULL_MS,
  type PooledConnection,
} from "../../../../agent/databases/postgres/connection_pool.ts";

class Counted implements PooledConnection {
  lost = false;
  isLost(): boolean {
    return this.lost;
  }
  destroy(): void {
    this.lost = true;
  }
  close(): Promise<void> {
    this.lost = true;
    return Promise.resolve();
  }
}

function makePool(
  options: Partial<ConnectionPoolOptions<Counted>> = {},
): { readonly pool: ConnectionPool<Counted>; readonly opened: Counted[] } {
  const opened: Counted[] = [];
  const pool = new ConnectionPool<Counted>({
    ...{ size: 1, maxWaiting: 2, waitTimeoutMs: 60_000, idleTimeoutMs: 60_000 },
    open: () => {
      const connection = new Counted();
      opened.push(connection);
      return Promise.resolve(connection);
    },
    ...options,
  });
  return { pool, opened };
}

Deno.test("ConnectionPool lends a clean connection again and destroys the others", async () => {
  const { pool, opened } = makePool();
  (await pool.acquire()).release(true);
  const again = await pool.acquire();
  assert.ok(again.reused);
  again.release(false);
  assert.ok(opened[0]?.lost);
  const fresh = await pool.acquire();
  assert.ok(!fresh.reused);
  fresh.release(true);
  fresh.release(false);
  assert.equal(opened.length, 2);
  assert.ok(!opened[1]?.lost);
  await pool.close();
  assert.ok(opened[1]?.lost);
});

Deno.test("ConnectionPool waits for a connection that is being cleaned, and not for long", async () => {
  const { pool, opened } = makePool({ size: 3 });
  const cleaned = Promise.withResolvers<boolean>();
  (await pool.acquire()).releaseAfter(cleaned.promise);
  const next = pool.acquire();
  cleaned.resolve(true);
  const lease = await next;
  assert.ok(lease.reused);
  assert.equal(opened.length, 1);
  lease.releaseAfter(Promise.resolve(false));
  const other = await pool.acquire();
  assert.ok(opened[0]?.lost);
  assert.ok(!other.reused);
  const never = Promise.withResolvers<boolean>();
  other.releaseAfter(never.promise);
  assert.ok(!(await pool.acquire()).reused, "a cleaning that does not end holds nobody up");
  // It keeps its place meanwhile.
  assert.equal(opened.length, 3);
  never.resolve(true);
});

Deno.test("ConnectionPool never lends a connection that is gone", async () => {
  const { pool, opened } = makePool();
  (await pool.acquire()).release(true);
  opened[0]?.destroy();
  assert.ok(!(await pool.acquire()).reused);
});

Deno.test("ConnectionPool serves callers in turn and refuses too many", async () => {
  const { pool } = makePool();
  const first = await pool.acquire();
  const order: number[] = [];
  const second = pool.acquire().then((lease) => (order.push(2), lease));
  const third = pool.acquire().then((lease) => (order.push(3), lease));
  await assert.rejects(pool.acquire(), { code: "PGMCP_BUSY" });
  first.release(true);
  (await second).release(false);
  (await third).release(true);
  assert.deepEqual(order, [2, 3]);
  await pool.close();
});

Deno.test("ConnectionPool serves who comes back before all who wait, however many", async () => {
  const { pool } = makePool({ maxWaiting: 2 });
  const first = await pool.acquire();
  const order: number[] = [];
  const waiting = [1, 2].map((place) =>
    pool.acquire().then((lease) => {
      order.push(place);
      lease.release(true);
    })
  );
  const back = pool.acquire({ first: true }).then((lease) => {
    order.push(0);
    lease.release(true);
  });
  first.release(true);
  await Promise.all([...waiting, back]);
  assert.deepEqual(order, [0, 1, 2]);
  await pool.close();
});

Deno.test("ConnectionPool frees the place of a caller that gave up, waited too long, or failed", async () => {
  const { pool } = makePool({ waitTimeoutMs: 5, maxWaiting: 1 });
  const held = await pool.acquire();
  const controller = new AbortController();
  const aborted = pool.acquire({ signal: controller.signal });
  controller.abort();
  await assert.rejects(aborted, { code: "PGMCP_CANCELLED" });
  await assert.rejects(pool.acquire(), { code: "PGMCP_BUSY" });
  held.release(true);
  (await pool.acquire()).release(true);
  await pool.close();

  let fails = true;
  const failing = makePool({
    open: () => fails ? Promise.reject(new Error("down")) : Promise.resolve(new Counted()),
  });
  await assert.rejects(failing.pool.acquire(), /down/);
  fails = false;
  (await failing.pool.acquire()).release(true);
  await failing.pool.close();
});

Deno.test("ConnectionPool tells why a connection cannot be made, also while others are lent", async () => {
  let error: Error | null = null;
  const { pool } = makePool({
    size: 3,
    open: () => error === null ? Promise.resolve(new Counted()) : Promise.reject(error),
  });
  const held = await pool.acquire();
  for (error of [new Error("down"), new PgmcpError("PGMCP_AUTHENTICATION_FAILED")]) {
    await assert.rejects(pool.acquire(), { message: error.message });
  }
  held.release(true);
  await pool.close();
});

Deno.test("ConnectionPool closes what was idle for long", async () => {
  const { pool, opened } = makePool({ idleTimeoutMs: 10 });
  (await pool.acquire()).release(true);
  await until("the end of the connection", () => opened[0]?.lost === true);
  assert.ok(!(await pool.acquire()).reused);
});

Deno.test("ConnectionPool that is closed refuses callers, also those that wait", async () => {
  const { pool, opened } = makePool();
  const held = await pool.acquire();
  const waiting = assert.rejects(pool.acquire(), { code: "PGMCP_SHUTTING_DOWN" });
  await pool.close();
  await waiting;
  await assert.rejects(pool.acquire(), { code: "PGMCP_SHUTTING_DOWN" });
  held.release(true);
  assert.ok(opened[0]?.lost);
});

Deno.test("ConnectionPool lends the connection it prepares to whoever comes meanwhile", async () => {
  const { pool, opened } = makePool({ size: 2 });
  const preparing = pool.prepare();
  const lease = await pool.acquire();
  assert.equal(await preparing, lease.connection);
  assert.equal(pool.prepare(), null);
  assert.equal(opened.length, 1);
  lease.release(true);
});

Deno.test("ConnectionPool tells those who wait for a preparation that it failed, and opens anew", async () => {
  const opening = [Promise.reject(new Error("down")), Promise.resolve(new Counted())];
  opening[0]?.catch(() => {});
  const { pool } = makePool({ open: () => opening.shift() ?? Promise.resolve(new Counted()) });
  const preparing = pool.prepare();
  await assert.rejects(pool.acquire(), /down/);
  await assert.rejects(preparing ?? Promise.resolve(), /down/);
  (await pool.acquire()).release(true);
});

Deno.test("ConnectionPool's preparation goes on when one who waits for it gives up", async () => {
  const connection = Promise.withResolvers<Counted>();
  const { pool } = makePool({ open: () => connection.promise });
  const preparing = pool.prepare();
  const controller = new AbortController();
  const waiting = pool.acquire({ signal: controller.signal });
  controller.abort();
  await assert.rejects(waiting, { code: "PGMCP_CANCELLED" });
  connection.resolve(new Counted());
  assert.equal((await pool.acquire()).connection, await preparing);
});

Deno.test("ConnectionPool shares what a full server gives, in turn, and grows when it gives more", async () => {
  let slots = 1;
  const { pool } = makePool({
    ...{ size: 3, maxWaiting: 10 },
    open: () => {
      if (slots === 0) return Promise.reject(new PgmcpError("PGMCP_BUSY", { sqlState: "53300" }));
      slots--;
      return Promise.resolve(new Counted());
    },
  });
  const order: number[] = [];
  const callers = [0, 1, 2, 3, 4].map((number) =>
    pool.acquire().then((lease) => (order.push(number), lease))
  );
  (await callers[0])?.release(true);
  const second = await callers[1];
  assert.deepEqual(order, [0, 1]);
  // After a while the server is asked again, where callers still wait.
  slots = 1;
  await new Promise((resolve) => setTimeout(resolve, FULL_MS));
  second?.release(true);
  (await callers[2])?.release(true);
  await callers[3];
  await callers[4];
  assert.deepEqual([order, slots], [[0, 1, 2, 3, 4], 0]);
});
