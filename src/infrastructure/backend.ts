/** A dependency on the outside that has an embedded side and a real one. */
export interface Backend {
  /** Whether this process is on the embedded side: the thing runs in it, and nothing outside is used. */
  readonly isEmbedded: boolean;
  /** Which side it is, and where; fit for the screen: it holds no secret. */
  readonly description: string;
}
