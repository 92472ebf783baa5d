// Decisions that need no catalogue, kept by the exact text: never by a fingerprint,
// for two texts with one fingerprint can differ in a literal that matters. Bounded
// by the text it holds and by the number of decisions, for what is known of a short
// text is a hundred times as large; the least recently used goes first.

/** Keeps values by text. */
export interface DecisionCache<Value> {
  /** The value kept for exactly this text. */
  get(text: string): Value | undefined;
  /**
   * Keeps a value, unless the text alone is larger than the cache. `held` is how much text the value
   * holds beside its own; none by default.
   */
  set(text: string, value: Value, held?: number): void;
}

/** The most decisions kept by default: some 7 MB. */
const MOST_DECISIONS = 1_000;
/** And the fewest: some 0.5 MB. */
const FEWEST_DECISIONS = 64;
/** Between them, one for so much text: who gives a cache little room for text has little memory. */
const CHARACTERS_A_DECISION = 512;

/** Makes a cache of at most `maxDecisions` that hold at most `maxCharacters` UTF-16 code units of text. */
export function createDecisionCache<Value>(
  maxCharacters: number,
  maxDecisions: number = decisionsFor(maxCharacters),
): DecisionCache<Value> {
  // A Map remembers the order of insertion: the first key is the least recently used.
  const kept = new Map<string, { readonly value: Value; readonly size: number }>();
  let characters = 0;

  function forget(text: string): void {
    characters -= kept.get(text)?.size ?? 0;
    kept.delete(text);
  }

  return {
    get(text: string): Value | undefined {
      const known = kept.get(text);
      if (known === undefined) return undefined;
      kept.delete(text);
      kept.set(text, known);
      return known.value;
    },
    set(text: string, value: Value, held = 0): void {
      forget(text);
      const size = text.length + held;
      if (size > maxCharacters) return;
      kept.set(text, { value, size });
      characters += size;
      for (const oldest of kept.keys()) {
        if (characters <= maxCharacters && kept.size <= maxDecisions) break;
        forget(oldest);
      }
    },
  };
}

function decisionsFor(maxCharacters: number): number {
  return Math.min(
    MOST_DECISIONS,
    FEWEST_DECISIONS + Math.floor(maxCharacters / CHARACTERS_A_DECISION),
  );
}
