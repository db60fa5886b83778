/**
 * Reads Server-Sent Events from chunks of text, wherever these were cut:
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class EventStreamReader {
  /** ID of the last event, to resume with; null before the first. @type {string | null} */
  lastId = null;
  #rest = '';
  /** @type {string[]} */
  #data = [];
  #isFirst = true;

  /**
   * @param {string} chunk
   * @returns {string[]} the data of the events that the chunk completes
   */
  read(chunk) {
    let text = this.#rest + chunk;
    if (this.#isFirst && text !== '') {
      text = text.replace(/^\uFEFF/, '');
      this.#isFirst = false;
    }
    // A line feed may follow in the next chunk.
    const end = text.endsWith('\r') ? -1 : text.length;
    const lines = text.slice(0, end).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() + (end === -1 ? '\r' : '');
    return lines.flatMap((line) => this.#line(line));
  }

  /** @param {string} line @returns {string[]} */
  #line(line) {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    if (field === 'id' && !value.includes('\0')) this.lastId = value;
    return [];
  }

  #dispatch() {
    const data = this.#data.splice(0);
    return data.length === 0 ? [] : [data.join('\n')];
  }
}
