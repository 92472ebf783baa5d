// The addresses of resources: `pgmcp://{database}/schemas` and
// `pgmcp://{database}/{schema}/{table}`. Names can hold any character, so each part
// is percent-encoded (RFC 3986, section 2.1). They are read by hand, because a URL
// parser folds the case of hosts and resolves parts such as `..`, which can be names.

/** What a resource is about. */
export type ResourceAddress =
  | { readonly kind: "schemas"; readonly database: string }
  | {
    readonly kind: "table";
    readonly database: string;
    readonly schema: string;
    readonly table: string;
  };

const ADDRESS = /^pgmcp:\/\/([^/?#]+)\/([^/?#]+)(?:\/([^/?#]+))?$/;

/** The address as a URI. */
export function resourceUri(address: ResourceAddress): string {
  const database = encodeURIComponent(address.database);
  switch (address.kind) {
    case "schemas":
      return `pgmcp://${database}/schemas`;
    case "table":
      return `pgmcp://${database}/${encodeURIComponent(address.schema)}/${
        encodeURIComponent(address.table)
      }`;
  }
}

/** The address in a URI; null where it is none of ours. */
export function parseResourceUri(uri: string): ResourceAddress | null {
  const match = ADDRESS.exec(uri);
  if (match === null) return null;
  const [database, first, second] = match.slice(1).map(decoded);
  if (typeof database !== "string" || typeof first !== "string" || second === null) return null;
  if (second !== undefined) return { kind: "table", database, schema: first, table: second };
  return first === "schemas" ? { kind: "schemas", database } : null;
}

// Undefined where there is no such part, null where it is no percent-encoded UTF-8.
function decoded(part: string | undefined): string | null | undefined {
  if (part === undefined) return undefined;
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}
