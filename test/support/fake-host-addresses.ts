import type { LookupAddress } from 'node:dns';
import { HostAddresses } from '../../src/events/webhooks/target/host-addresses.js';

/** Names with the addresses of each time they are resolved, the last of which stay; other names do not exist. */
export class FakeHostAddresses extends HostAddresses {
  /** Names that were resolved, in order. */
  readonly resolved: string[] = [];

  constructor(private readonly answers: Readonly<Record<string, readonly (readonly string[])[]>> = {}) {
    super();
  }

  override async of(host: string): Promise<LookupAddress[]> {
    const times = this.resolved.filter((name) => name === host).length;
    this.resolved.push(host);
    const answers = this.answers[host];
    const addresses = answers?.[Math.min(times, answers.length - 1)];
    if (addresses === undefined)
      throw Object.assign(new Error('Not found'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  }
}
