// Which message may come next. What is sent is known, and so is the order of what answers it
// (PostgreSQL, section 54.2.3): a message out of its place means that server, pool or proxy and we
// no longer speak of the same statement, and that what comes next may be somebody else's answer.
// A row must have the columns that were described. What messages hold is left to others.

/** A statement that was sent: Parse, Bind, perhaps Describe, Execute. */
export interface AwaitedStatement {
  /** Whether its columns were asked for. */
  readonly describe?: boolean;
}

/** What is still to come. */
export interface ReplyOrder {
  /** Whether a message of this kind may come now; `columns` is how many a row or its description has, null where unknown. */
  admits(kind: number, columns: number | null): boolean;
}

const PARSE_COMPLETE = 0x31;
const BIND_COMPLETE = 0x32;
const NO_DATA = 0x6e;
const ROW_DESCRIPTION = 0x54;
const DATA_ROW = 0x44;
const COMMAND_COMPLETE = 0x43;
const EMPTY_QUERY = 0x49;
const READY_FOR_QUERY = 0x5a;
const ERROR_RESPONSE = 0x45;
// Notices, notifications, changed settings: of no statement's, and at any time (section 54.2.7).
const UNASKED: ReadonlySet<number> = new Set([0x4e, 0x41, 0x53]);

// The beginnings of COPY, its data, and their end: in the place of rows, and none of them is kept.
const COPY: ReadonlySet<number> = new Set([0x47, 0x48, 0x64, 0x63]);

type Step = "parsed" | "bound" | "described" | "rows" | "ready";

/** The order of what answers these groups of statements, with a Sync behind each; none for a session that is idle. */
export function createReplyOrder(groups: readonly (readonly AwaitedStatement[])[]): ReplyOrder {
  let group = 0;
  let statement = 0;
  let step: Step = groups[0]?.length === 0 ? "ready" : "parsed";
  /** The columns of the rows of this statement; null where nobody asked. */
  let width: number | null = null;

  function describedBy(kind: number, columns: number | null): boolean {
    if (kind === NO_DATA) width = -1;
    else if (kind === ROW_DESCRIPTION) width = columns;
    else return false;
    step = "rows";
    return true;
  }

  function endStatement(): void {
    statement++;
    width = null;
    step = groups[group]?.[statement] === undefined ? "ready" : "parsed";
  }

  function endGroup(): void {
    group++;
    statement = -1;
    endStatement();
  }

  return {
    admits(kind: number, columns: number | null): boolean {
      if (UNASKED.has(kind)) return true;
      if (kind === ERROR_RESPONSE) {
        // It skips what is left of the group; an idle session says so that it is ended.
        step = "ready";
        return true;
      }
      if (group >= groups.length) return false;
      switch (step) {
        case "parsed":
          step = "bound";
          return kind === PARSE_COMPLETE;
        case "bound":
          step = groups[group]?.[statement]?.describe === true ? "described" : "rows";
          return kind === BIND_COMPLETE;
        case "described":
          return describedBy(kind, columns);
        case "rows":
          if (COPY.has(kind)) return true;
          if (kind === DATA_ROW) return width === null || columns === null || columns === width;
          endStatement();
          return kind === COMMAND_COMPLETE || kind === EMPTY_QUERY;
        case "ready":
          endGroup();
          return kind === READY_FOR_QUERY;
      }
    },
  };
}
