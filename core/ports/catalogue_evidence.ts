// What a verdict on names rests on. A catalogue's answer is kept longer than a moment, and the
// catalogue can change meanwhile: a view is replaced, a function gets a namesake. So the transaction
// that runs the statement looks at the evidence first, and ends with PGMCP_CATALOGUE_CHANGED where
// it is not as it was. Only the adapter that gave it can read it; it crosses no tunnel.

/** The state of the objects that an answer is about, as one database's adapter wrote it down. */
export interface CatalogueEvidence {
  /** How to look again. */
  readonly question: string;
  /** What was seen. */
  readonly answer: string;
  /** A moment at which all of it was so, in the database's own terms; empty where there is no one moment. */
  readonly moment: string;
  /** Where names without a schema were looked for; absent where there was none to look for. */
  readonly searchPath?: string;
}
