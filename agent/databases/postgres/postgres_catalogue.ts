// Catalogue over PostgreSQL.

import type { Catalogue } from "../../../core/ports/catalogue.ts";
import type { TransactionRunner } from "./transaction_runner.ts";

export interface PostgresCatalogueOptions {
  readonly runner: TransactionRunner;
  readonly schemas: readonly string[] | null;
}

export function createPostgresCatalogue(_options: PostgresCatalogueOptions): Catalogue {
  return { resolve: () => Promise.reject(new Error("not built yet")) };
}
