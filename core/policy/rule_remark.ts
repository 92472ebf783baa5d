// Something that whoever writes a policy should know of one of its rules.

/** A remark on a rule. */
export interface RuleRemark {
  /** The rule's path, such as `tables.orders.row_filter`. */
  readonly rule: string;
  /** A sentence. */
  readonly text: string;
}
