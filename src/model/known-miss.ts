/** A source that did not know a person. */
export interface KnownMiss {
  source: string;
  /** When it last said so. */
  at: Date;
  /** When it is asked again. */
  until: Date;
}
