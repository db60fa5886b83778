/** A dependency on the outside that has an embedded driver and a production one. */
export interface Backend {
  /** Whether the embedded driver is used: the backend runs in this process, and nothing outside is used. */
  readonly isEmbedded: boolean;
  /** Which driver it is, and where; safe to display: contains no secret. */
  readonly description: string;
}
