/** Rows as one text, and how many of them fitted. */
export interface FormattedRows {
  readonly text: string;
  /** Rows in the text; fewer than the result has where the byte limit cut them. */
  readonly rowCount: number;
}
