/**
 * A text for PGlite, which reads only `arrayBuffer`. What a Blob itself holds is native memory that the garbage collector does not
 * see, so hundreds of megabytes of it would wait to be collected.
 */
export class TextBlob extends Blob {
  private readonly content: string;

  constructor(content: string) {
    super([]);
    this.content = content;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return new TextEncoder().encode(this.content).buffer;
  }
}
