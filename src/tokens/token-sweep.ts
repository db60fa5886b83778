import { Injectable, Logger } from '@nestjs/common';
import type { UpkeepTask } from '../infrastructure/upkeep/upkeep-task.js';
import { UpkeepTasks } from '../infrastructure/upkeep/upkeep-tasks.js';
import { TokenPool } from './token-pool.js';

/** Deletes tokens that expired long ago; DynamoDB does so itself only if TTL is enabled. */
@Injectable()
export class TokenSweep implements UpkeepTask {
  readonly name = 'token-sweep';
  readonly cron = '37 * * * *';
  private readonly logger = new Logger(TokenSweep.name);

  constructor(
    private readonly pool: TokenPool,
    upkeep: UpkeepTasks,
  ) {
    upkeep.register(this);
  }

  async run(): Promise<void> {
    const erased = await this.pool.sweep();
    if (erased > 0) this.logger.log({ erased }, 'Expired tokens deleted');
  }
}
