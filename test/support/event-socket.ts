import { once } from 'node:events';

type Message = Record<string, unknown>;

/** A client of `/ws`. */
export class EventSocket {
  readonly messages: Message[] = [];
  /** Resolves with the code and reason once the connection has ended. */
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly arrivals = new EventTarget();

  private constructor(private readonly socket: WebSocket) {
    this.closed = new Promise((resolve) =>
      socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason })),
    );
    socket.addEventListener('message', ({ data }) => {
      this.messages.push(JSON.parse(String(data)) as Message);
      this.arrivals.dispatchEvent(new Event('message'));
    });
  }

  /** @throws if the server refuses */
  static async open(url: string, headers: Record<string, string> = {}): Promise<EventSocket> {
    // Browsers cannot send headers; this client can.
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, { headers });
    const client = new EventSocket(socket);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error('Refused')));
    });
    return client;
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message, sent or to come, for which this holds. */
  async message(holds: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(holds);
      if (found) return found;
      await once(this.arrivals, 'message');
    }
  }

  /** The events so far. */
  get events(): Message[] {
    return this.messages.filter(({ id }) => id !== undefined);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}
