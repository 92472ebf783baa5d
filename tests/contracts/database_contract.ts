// The contract of a Database, run on every adapter: the same data, the same
// questions, the same answers.

import { CONTRACT_SQL } from "./contract_data.ts";
import type { ContractOptions, ContractTarget, OutsideAccess } from "./contract_target.ts";
import { EXECUTE_CASES } from "./execute_contract.ts";
import { EXPLORER_CASES } from "./explorer_contract.ts";
import { OUTSIDE_CASES } from "./outside_contract.ts";
import { STOP_CASES, TRANSACTION_CASES } from "./transaction_contract.ts";

/** Registers the contract's tests for the adapter called `name`. */
export function databaseContract(name: string, options: ContractOptions): void {
  let started: Promise<ContractTarget> | null = null;

  function target(): Promise<ContractTarget> {
    started ??= options.start(CONTRACT_SQL);
    return started;
  }

  const cases = { ...EXECUTE_CASES, ...TRANSACTION_CASES, ...EXPLORER_CASES };
  for (const [title, check] of Object.entries(cases)) {
    Deno.test(`${name}: ${title}`, async () => check((await target()).database));
  }
  for (const [title, check] of Object.entries(OUTSIDE_CASES)) {
    const reason = options.noOutside;
    Deno.test({
      name: `${name}: ${title}${reason === undefined ? "" : ` (left out: ${reason})`}`,
      ignore: reason !== undefined,
      fn: async () => {
        const running = await target();
        await check(outsideOf(running), running);
      },
    });
  }
  // Last: an embedded database loses what it holds in memory when a statement is stopped.
  for (const [title, check] of Object.entries(STOP_CASES)) {
    Deno.test(`${name}: ${title}`, async () => check((await target()).database));
  }
  Deno.test(`${name}: it closes, twice if told to`, async () => {
    const running = await target();
    await running.database.close();
    await running.database.close();
    await running[Symbol.asyncDispose]();
  });
}

function outsideOf(target: ContractTarget): OutsideAccess {
  if (target.outside !== null) return target.outside;
  throw new Error("Cannot run the test: the adapter gives no way in beside it");
}
