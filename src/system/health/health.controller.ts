import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { HealthCheck, HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { Public } from '../../common/access/access.decorators.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { FatalProblem } from '../../common/lifecycle/fatal-problem.js';
import { Shutdown } from '../../common/lifecycle/shutdown.js';
import { DynamoDbHealth } from './dynamodb.health.js';
import { QueueHealth } from './queue.health.js';
import { SupabaseHealth } from './supabase.health.js';

class Alive {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

@ApiTags('System')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly supabase: SupabaseHealth,
    private readonly queue: QueueHealth,
    private readonly dynamodb: DynamoDbHealth,
    private readonly shutdown: Shutdown,
    private readonly fatal: FatalProblem,
  ) {}

  /** Liveness: whether the process is running and can continue. Does not check any dependency. */
  @Get('live')
  @ApiFailures([commonErrors.SERVICE_UNAVAILABLE])
  getLiveness(): Alive {
    const { problem } = this.fatal;
    if (problem !== null) throw commonErrors.SERVICE_UNAVAILABLE({ status: 'broken', problem });
    return { status: 'ok' };
  }

  /** Readiness: whether the service can accept work, that is, its stores are available and it is not shutting down. Without DynamoDB it is `degraded`. */
  @Get('ready')
  @HealthCheck({ swaggerDocumentation: false })
  @ApiFailures([commonErrors.SERVICE_UNAVAILABLE])
  async getReadiness(): Promise<HealthCheckResult> {
    if (this.shutdown.draining) throw commonErrors.SERVICE_UNAVAILABLE({ status: 'shutting_down' });
    return this.health.check([() => this.supabase.check(), () => this.queue.check(), () => this.dynamodb.check()]);
  }
}
