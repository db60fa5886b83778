import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { TokenPool } from './token-pool.js';

const HOUR_MS = 3_600_000;

/** Clears the table of what is long over; DynamoDB does so itself only where its TTL is on. */
@Injectable()
export class TokenSweep {
  private readonly logger = new Logger(TokenSweep.name);

  constructor(private readonly pool: TokenPool) {}

  @Interval(HOUR_MS)
  async sweep(): Promise<void> {
    try {
      const erased = await this.pool.sweep();
      if (erased > 0) this.logger.log({ erased }, 'Expired tokens removed');
    } catch (error) {
      this.logger.warn({ reason: (error as Error).message }, 'Expired tokens could not be removed yet');
    }
  }
}
