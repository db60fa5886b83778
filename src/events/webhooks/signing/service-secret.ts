import { Injectable } from '@nestjs/common';
import { StartError } from '../../../common/errors/start.error.js';
import { once } from '../../../common/lifecycle/once.js';
import { keptSecret } from '../../../common/secrets/kept-secret.js';
import { Config } from '../../../config/config.js';
import { webhookSecretOf } from './webhook-secret.js';

const FILE = 'webhook-secret';

/**
 * The secret that signs requests to the `webhook_url` of jobs and batches: WEBHOOK_SECRET, otherwise one that is generated once and kept in
 * the data directory.
 */
@Injectable()
export class ServiceSecret {
  private readonly read = once(async () => webhookSecretOf(Buffer.from(await keptSecret(this.config.DATA_DIR, FILE))));

  constructor(private readonly config: Config) {}

  /** Null if there is none and none can be kept. */
  async get(): Promise<string | null> {
    const { WEBHOOK_SECRET } = this.config;
    if (WEBHOOK_SECRET !== undefined) return WEBHOOK_SECRET;
    try {
      return await this.read();
    } catch (error) {
      if (error instanceof StartError) return null;
      throw error;
    }
  }
}
