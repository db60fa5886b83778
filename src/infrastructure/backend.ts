/** An external dependency that has an embedded driver and a production one. */
export interface Backend {
  /** Whether the embedded driver is used: the backend runs in this process, and no external service is used. */
  readonly isEmbedded: boolean;
  /** Which driver it is, and where; safe to display because it contains no secret. */
  readonly description: string;
}
