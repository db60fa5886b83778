import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../../common/access/access.decorators.js';
import { ApiFailures } from '../../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../../common/errors/common.errors.js';
import { ApiPage } from '../../../common/pagination/api-page.decorator.js';
import { PageQuery } from '../../../common/pagination/page-query.dto.js';
import type { PageBody } from '../../../common/pagination/pagination.dto.js';
import { DeliveryDto } from '../dto/webhook.dto.js';
import { replayErrors, webhookErrors } from '../webhooks.errors.js';
import { DeliveriesService } from './deliveries.service.js';

@ApiTags('Webhooks')
@RequireScope('admin')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/webhooks/:webhook_id')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  /** Sends an event of the type `webhook.test` now, and returns the result. */
  @Post('test')
  @HttpCode(200)
  @ApiFailures(webhookErrors)
  testWebhook(@Param('webhook_id') webhook_id: string): Promise<DeliveryDto> {
    return this.deliveries.test(webhook_id);
  }

  /** Lists what was sent to a webhook, with all attempts, newest first. Kept for 30 days. */
  @Get('deliveries')
  @ApiPage(DeliveryDto)
  @ApiFailures(webhookErrors, [commonErrors.VALIDATION_ERROR])
  listDeliveries(@Param('webhook_id') webhook_id: string, @Query() query: PageQuery): Promise<PageBody<DeliveryDto>> {
    return this.deliveries.list(webhook_id, query);
  }

  /** Sends an event again now, whatever its status, and returns all of its attempts. */
  @Post('deliveries/:delivery_id/replay')
  @HttpCode(200)
  @ApiFailures(webhookErrors, replayErrors)
  replayDelivery(
    @Param('webhook_id') webhook_id: string,
    @Param('delivery_id') delivery_id: string,
  ): Promise<DeliveryDto> {
    return this.deliveries.replay(webhook_id, delivery_id);
  }
}
