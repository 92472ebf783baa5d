// What one run of the binder has found so far: scans and what is read of them, references, joins,
// outputs. Kept apart from the scopes, which say what can be named where.

import type { TreeNode } from "../tree.ts";
import { locationOf } from "../tree.ts";
import type {
  BindOptions,
  BoundJoin,
  BoundOutput,
  BoundReference,
  BoundScan,
  BoundStatement,
  ColumnOrigin,
  KnownRelation,
  Meaning,
  ReadForm,
} from "./bound_statement.ts";
import type { ScopeItem } from "./scope.ts";

/** A mention of a base relation, while it is read. */
export interface OpenScan extends Omit<BoundScan, "reads"> {
  readonly relation: KnownRelation | null;
  readonly reads: Map<number, { readonly name: string; readonly forms: Set<ReadForm> }>;
  renamed: boolean;
  readsUnknown: boolean;
  writes: string[] | null;
}

/** The state of one run. */
export interface Binding {
  readonly options: BindOptions;
  readonly scans: OpenScan[];
  readonly references: BoundReference[];
  readonly joins: BoundJoin[];
  readonly outputs: Map<TreeNode, BoundOutput>;
  exact: boolean;
  depth: number;
  /** How many columns stars stood for so far. */
  expanded: number;
}

/** Nodes inside each other that the binder follows; deeper ones would exhaust the stack. */
const MAX_DEPTH = 600;

/** Ends a run: the statement holds what is not understood. Caught by `bindStatement` alone. */
export class UnboundError extends Error {
  constructor(reason: string, readonly location: number | null) {
    super(reason);
  }
}

/** Ends the run, for what stands at a node. */
export function unbound(reason: string, node: TreeNode | null = null): never {
  throw new UnboundError(reason, node === null ? null : locationOf(node));
}

/** Starts a run. */
export function createBinding(options: BindOptions): Binding {
  return {
    ...{ options, scans: [], references: [], joins: [], outputs: new Map() },
    ...{ exact: true, depth: 0, expanded: 0 },
  };
}

/** Runs `step` one level of nesting deeper. */
export function deeper<Result>(binding: Binding, step: () => Result): Result {
  if (++binding.depth > MAX_DEPTH) unbound("The statement is nested too deeply");
  const result = step();
  binding.depth--;
  return result;
}

/** Stars of queries inside each other double what they stand for; PostgreSQL takes 1,664 columns in one. */
const MAX_EXPANDED = 50_000;

/** Counts the columns that a star stands for, before they are written out. */
export function countExpanded(binding: Binding, columns: number): void {
  binding.expanded += columns;
  if (binding.expanded > MAX_EXPANDED) unbound("The stars stand for too many columns");
}

/** Notes what a reference means. */
export function refer(
  binding: Binding,
  reference: { readonly node: TreeNode; readonly part?: number; readonly means: Meaning },
): void {
  const { node, part = null, means } = reference;
  if (means.kind === "unknown") binding.exact = false;
  binding.references.push({ node, part, means });
}

/** Notes that a base column is read. */
export function read(binding: Binding, base: ColumnOrigin | null, form: ReadForm): void {
  const scan = base === null ? undefined : binding.scans[base.scan];
  if (base === null || scan === undefined) return;
  const known = scan.reads.get(base.attnum);
  if (known !== undefined) known.forms.add(form);
  else scan.reads.set(base.attnum, { name: nameOf(scan, base.attnum), forms: new Set([form]) });
}

/** Notes that every column of an item is read. */
export function readAll(binding: Binding, item: ScopeItem, form: "star" | "row"): void {
  for (const column of item.columns) {
    if (form === "row" || column.hiddenFromStar !== true) read(binding, column.base, form);
  }
  readOpen(binding, item.openScans);
  if (item.open) binding.exact = false;
}

/** Notes that unknown columns of scans may be read. */
export function readOpen(binding: Binding, scans: readonly number[]): void {
  for (const index of scans) {
    const scan = binding.scans[index];
    if (scan !== undefined) scan.readsUnknown = true;
  }
}

/** The result of a run that came to its end. */
export function boundStatement(binding: Binding): BoundStatement {
  return {
    kind: "bound",
    scans: binding.scans.map((scan) => ({
      ...scan,
      reads: [...scan.reads].map(([attnum, { name, forms }]) => ({ name, attnum, forms }))
        .toSorted((one, other) => one.attnum - other.attnum),
    })),
    references: binding.references,
    referencesByNode: Map.groupBy(binding.references, ({ node }) => node),
    joins: binding.joins,
    outputs: binding.outputs,
    exact: binding.exact,
  };
}

const SYSTEM_NAMES = ["ctid", "xmin", "cmin", "xmax", "cmax", "tableoid"];

function nameOf(scan: OpenScan, attnum: number): string {
  if (attnum < 0) return SYSTEM_NAMES[-attnum - 1] ?? "";
  return scan.relation?.columns.find((column) => column.attnum === attnum)?.name ?? "";
}
