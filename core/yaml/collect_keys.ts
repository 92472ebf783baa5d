// The members of a mapping by key. It refuses keys that are not known, and names the
// nearest that are.

import { nearestNames } from "../sql/nearest_names.ts";
import { type FileProblem, placed } from "./file_problem.ts";
import type { YamlMember, YamlValue } from "./read_yaml.ts";

/** Options of {@linkcode collectKeys}. */
export interface CollectOptions {
  /** The keys that may be there. */
  readonly known: readonly string[];
  /** Hears what is wrong. */
  readonly problems: FileProblem[];
}

/** The longest key that an error repeats, in UTF-16 code units: a secret in the wrong place is longer, mostly. */
const MAX_SHOWN_KEY = 30;

/** The members by key; what is not known is reported and left out. */
export function collectKeys(
  map: YamlValue & { readonly kind: "map" },
  options: CollectOptions,
): ReadonlyMap<string, YamlMember> {
  const { known, problems } = options;
  const members = new Map<string, YamlMember>();
  for (const member of map.members) {
    if (known.includes(member.key)) members.set(member.key, member);
    else problems.push(placed(member.keyPlace, unknownKey(member.key, known)));
  }
  return members;
}

function unknownKey(key: string, known: readonly string[]): string {
  const shown = /^[\w .-]+$/.test(key) && key.length <= MAX_SHOWN_KEY ? ` ${key}` : "";
  const [nearest] = nearestNames(key, known, 1);
  const meant = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
  return `Cannot use the key${shown}: it is not known.${meant} There are ${known.join(", ")}.`;
}
