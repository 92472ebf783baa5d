// What `pgmcp keys` was asked to do, as the command line was read; values are unchecked.

/** Options of `pgmcp keys create`. */
export interface CreateKeyFlags {
  readonly name: string;
  readonly agent?: boolean;
  readonly database?: readonly string[];
  readonly role?: string;
  readonly team?: string;
  readonly attribute?: readonly string[];
  readonly expires?: string;
  readonly rate?: string;
  readonly json?: boolean;
}

/** One of the commands below `pgmcp keys`. */
export type KeysAction =
  | { readonly kind: "create"; readonly flags: CreateKeyFlags }
  | { readonly kind: "list"; readonly json: boolean }
  | { readonly kind: "revoke"; readonly ids: readonly string[] }
  | {
    readonly kind: "rotate";
    readonly id: string;
    readonly overlap?: string;
    readonly json: boolean;
  };
