/** The formats of results; JSON has them page by page. */
export const resultFormats = ['json', 'ndjson', 'csv'] as const;
export type ResultFormat = (typeof resultFormats)[number];
