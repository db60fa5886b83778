import { lookup, type LookupAddress } from 'node:dns';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';

const resolveName = promisify(lookup);

/** The addresses of host names, as they are at the time of the call. */
export abstract class HostAddresses {
  /** @throws if the name cannot be resolved */
  abstract of(host: string): Promise<LookupAddress[]>;
}

/** As the system resolves them, with its hosts file. */
@Injectable()
export class SystemHostAddresses extends HostAddresses {
  override of(host: string): Promise<LookupAddress[]> {
    return resolveName(host, { all: true });
  }
}
