// Medians and quartiles of samples: a shared machine's outliers say nothing.

import type { Measurement } from "./measurement.ts";

/** The median, the quartiles, and how many samples there were. */
export function median(
  samples: readonly number[],
): Required<Pick<Measurement, "value" | "quartiles" | "samples">> {
  const sorted = samples.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return { value: at(0.5), quartiles: [at(0.25), at(0.75)], samples: sorted.length };
}
