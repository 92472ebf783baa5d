// What a policy did to an answer, for the model that reads it: without it, it would take a
// mask for a value and a filtered table for the whole.

import type { QueryReport } from "../../core/ports/query_service.ts";

/** Sentences to go with the answer; none where no policy applied. */
export function policyNotes(report: QueryReport): readonly string[] {
  const { filteredTables, maskedColumns, notes, policyHash } = report;
  if (policyHash === null) return [];
  const sentences = [
    ...(maskedColumns.length === 0 ? [] : [`Masked by the policy: ${maskedColumns.join(", ")}.`]),
    ...(filteredTables.length === 0
      ? []
      : [`The policy leaves rows out of: ${filteredTables.join(", ")}.`]),
    ...notes.map((note) => /[.!?]$/.test(note) ? note : `${note}.`),
  ];
  return sentences.length === 0 ? [] : [sentences.join("\n")];
}

/** The same for programs; empty where no policy applied. */
export function policyRecord(report: QueryReport): { readonly policy?: Record<string, unknown> } {
  const { filteredTables, maskedColumns, notes, policyHash, rules, untrusted } = report;
  if (policyHash === null) return {};
  return {
    policy: {
      hash: policyHash,
      rules,
      masked_columns: maskedColumns,
      filtered_tables: filteredTables,
      untrusted_tables: untrusted,
      notes,
    },
  };
}
