const MIB = 1_024 * 1_024;

/** Rows of one file that are not blank. */
export const MAX_ROWS = 1_000_000;

/** Lines of one file, blank ones included. */
export const MAX_LINES = 2 * MAX_ROWS + 1_000;

/** Size of one file in megabytes and in bytes, after decompression. */
export const MAX_MEGABYTES = 200;
export const MAX_BYTES = MAX_MEGABYTES * MIB;

/** For a whole file, in milliseconds: an hour, which is enough for a connection of 60 KB a second. */
export const RECEIVE_MS = 3_600_000;

/** Between two parts of a file, in milliseconds. */
export const PAUSE_MS = 20_000;

/** Files that one process reads at a time: each takes memory to recognize repeated people. */
export const MAX_UPLOADS = 4;
