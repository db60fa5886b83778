import { Injectable } from '@nestjs/common';
import { DAY_MS } from '../../../common/durations.js';
import type { SigningEndpoint, StoredSecret } from '../endpoints/webhook-endpoint.js';
import { SecretBox } from './secret-box.js';

/** How long a replaced secret still signs, in milliseconds. */
const OVERLAP_MS = DAY_MS;
/** Maximum number of secrets that sign at the same time, so that the header of signatures stays short. */
const MOST_SECRETS = 10;

/** The secrets of an endpoint: the current one, and those that it replaced within a day. */
@Injectable()
export class EndpointSecrets {
  constructor(private readonly box: SecretBox) {}

  first(secret: string, id: string): StoredSecret[] {
    return [{ secret: this.box.seal(secret, id), until: null }];
  }

  replacing(secrets: readonly StoredSecret[], secret: string, id: string, now: Date): StoredSecret[] {
    const until = new Date(now.getTime() + OVERLAP_MS).toISOString();
    const older = secrets.filter(isValidAt(now)).map((each) => ({ ...each, until: each.until ?? until }));
    return [...this.first(secret, id), ...older].slice(0, MOST_SECRETS);
  }

  /** The secrets that sign at the given time, newest first; null if one cannot be decrypted. */
  signing({ id, secrets }: Pick<SigningEndpoint, 'id' | 'secrets'>, now: Date): string[] | null {
    const opened = secrets.filter(isValidAt(now)).map(({ secret }) => this.box.open(secret, id));
    return opened.every((secret) => secret !== null) ? opened : null;
  }
}

const isValidAt =
  (now: Date) =>
  ({ until }: StoredSecret) =>
    until === null || new Date(until) > now;
