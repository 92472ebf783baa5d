// The exit codes of `pgmcp`, which scripts and CI rely on: 0 is done.

/** Something was refused, or failed. */
export const FAILURE_EXIT_CODE = 1;

/** The command line or a setting cannot be understood. */
export const USAGE_EXIT_CODE = 2;
