// What `pgmcp policy` is asked to do.

/** Which database it is about. */
export interface PolicyTargetFlags {
  /** Its name in CONFIG_FILE; the only one by default. */
  readonly database?: string;
}

/** Who asks, for what is tried. */
export interface CallerFlags {
  /** The role; none by default. */
  readonly role?: string;
  /** Attributes as `name=value`. */
  readonly attribute: readonly string[];
}

/** One subcommand with its arguments. */
export type PolicyAction =
  | ({
    readonly kind: "check";
    readonly file: string;
    readonly offline: boolean;
    readonly json: boolean;
  } & PolicyTargetFlags)
  | (
    & {
      readonly kind: "explain";
      readonly sql: string;
      readonly file?: string;
      readonly json: boolean;
    }
    & PolicyTargetFlags
    & CallerFlags
  )
  | ({ readonly kind: "test"; readonly file: string; readonly json: boolean } & PolicyTargetFlags)
  | ({
    readonly kind: "sql";
    readonly file: string;
    readonly role?: string;
    readonly dbRole: string;
    readonly schema: string;
  } & PolicyTargetFlags)
  | ({
    readonly kind: "suggest";
    readonly sample: boolean;
    readonly json: boolean;
  } & PolicyTargetFlags)
  | { readonly kind: "sign"; readonly file: string; readonly key: string }
  | { readonly kind: "schema" };
