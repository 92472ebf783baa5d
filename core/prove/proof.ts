// What `pgmcp prove` found, as data: figures by class, and every attack that got through.
// It holds names of tables, and no value of a row.

import { ATTACK_CLASSES, type AttackClass } from "./attack_template.ts";
import type { FilledAttack } from "./fill_templates.ts";
import { type Layer, LAYERS } from "./layers.ts";
import type { GuardedOutcome } from "./try_guarded.ts";

/** One attack, tried. */
export interface TriedAttack {
  readonly attack: FilledAttack;
  readonly guarded: GuardedOutcome;
  /** Whether the bare role could. */
  readonly bare: boolean;
}

/** The figures of a class, or of all. */
export interface ProofFigures {
  readonly tried: number;
  /** How many each layer stopped. */
  readonly stopped: Readonly<Record<Layer, number>>;
  /** Single writes that READ_ONLY=false admits; they were not run. */
  readonly admitted: number;
  readonly through: number;
  /** How many the bare role would have let through. */
  readonly bare: number;
}

/** The figures of one class. */
export interface ClassFigures extends ProofFigures {
  readonly class: AttackClass;
}

/** An attack that got through. */
export interface ThroughAttack {
  readonly id: string;
  readonly class: AttackClass;
  readonly sql: string;
  readonly reason: string;
}

/** What was found. */
export interface Proof {
  readonly classes: readonly ClassFigures[];
  readonly total: ProofFigures;
  readonly through: readonly ThroughAttack[];
  /** Templates that the database has nothing for, by their ids. */
  readonly leftOut: readonly string[];
}

/** Adds up what was tried. */
export function sumUp(tried: readonly TriedAttack[], leftOut: readonly string[]): Proof {
  return {
    classes: ATTACK_CLASSES.map((name) => ({
      class: name,
      ...figuresOf(tried.filter(({ attack }) => attack.template.class === name)),
    })),
    total: figuresOf(tried),
    through: tried.flatMap(({ attack, guarded }) => {
      if (guarded.kind !== "through") return [];
      const { id, class: name } = attack.template;
      return [{ id, class: name, sql: attack.sql, reason: guarded.reason }];
    }),
    leftOut,
  };
}

function figuresOf(tried: readonly TriedAttack[]): ProofFigures {
  function count(is: (one: TriedAttack) => boolean): number {
    return tried.filter(is).length;
  }
  function stoppedBy(layer: Layer): number {
    return count(({ guarded }) => guarded.kind === "stopped" && guarded.layer === layer);
  }
  const [text, grammar, names, policy, limits, execution, role] = LAYERS;
  return {
    tried: tried.length,
    stopped: {
      text: stoppedBy(text),
      grammar: stoppedBy(grammar),
      names: stoppedBy(names),
      policy: stoppedBy(policy),
      limits: stoppedBy(limits),
      execution: stoppedBy(execution),
      role: stoppedBy(role),
    },
    admitted: count(({ guarded }) => guarded.kind === "admitted"),
    through: count(({ guarded }) => guarded.kind === "through"),
    bare: count(({ bare }) => bare),
  };
}
