import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Audited, type Done } from '../../audit/audited.decorator.js';
import { RequireScope } from '../../common/access/access.decorators.js';
import { KeyName } from '../../common/access/key-name.decorator.js';
import { ApiFailures } from '../../common/errors/api-failures.decorator.js';
import { commonErrors } from '../../common/errors/common.errors.js';
import { ApiPage } from '../../common/pagination/api-page.decorator.js';
import { PageQuery } from '../../common/pagination/page-query.dto.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { ChangeWebhookRequest, CreateWebhookRequest } from './dto/webhook-requests.dto.js';
import { CreatedWebhook, RotatedSecret, SharedSecret, WebhookDto } from './dto/webhook.dto.js';
import { createErrors, secretErrors, webhookErrors } from './webhooks.errors.js';
import { WebhooksService } from './webhooks.service.js';

@ApiTags('Webhooks')
@RequireScope('admin')
@ApiFailures([commonErrors.UNAUTHORIZED, commonErrors.SERVICE_UNAVAILABLE])
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  /**
   * Sends events to a URL from now on, signed as Standard Webhooks describes. They arrive in the order of their IDs, each at least
   * once: the next one is sent when the one before was answered with 2xx, or given up after all attempts.
   */
  @Post()
  @Audited(({ result: { id } }: Done<CreatedWebhook>) => ({ action: 'webhook.created', target: id }))
  @ApiFailures(createErrors, [commonErrors.VALIDATION_ERROR])
  createWebhook(@Body() request: CreateWebhookRequest, @KeyName() key_name: string): Promise<CreatedWebhook> {
    return this.webhooks.create(request, key_name);
  }

  /** Lists webhooks, newest first. */
  @Get()
  @ApiPage(WebhookDto)
  @ApiFailures([commonErrors.VALIDATION_ERROR])
  listWebhooks(@Query() query: PageQuery): Promise<PageBody<WebhookDto>> {
    return this.webhooks.list(query);
  }

  /** The secret that verifies what is sent to the `webhook_url` of jobs and batches: WEBHOOK_SECRET, or one of this installation. */
  @Get('secret')
  @ApiFailures(secretErrors)
  getWebhookSecret(): Promise<SharedSecret> {
    return this.webhooks.secret();
  }

  /** Returns a webhook and the progress of its deliveries. */
  @Get(':webhook_id')
  @ApiFailures(webhookErrors)
  getWebhook(@Param('webhook_id') id: string): Promise<WebhookDto> {
    return this.webhooks.find(id);
  }

  /** Changes, disables or enables a webhook. A failed event is tried again at once. */
  @Patch(':webhook_id')
  @Audited(({ params }) => ({ action: 'webhook.changed', target: params['webhook_id'] ?? null }))
  @ApiFailures(webhookErrors, [commonErrors.VALIDATION_ERROR])
  updateWebhook(@Param('webhook_id') id: string, @Body() request: ChangeWebhookRequest): Promise<WebhookDto> {
    return this.webhooks.change(id, request);
  }

  /** Deletes a webhook and its deliveries. */
  @Delete(':webhook_id')
  @HttpCode(204)
  @Audited(({ params }) => ({ action: 'webhook.deleted', target: params['webhook_id'] ?? null }))
  @ApiFailures(webhookErrors)
  deleteWebhook(@Param('webhook_id') id: string): Promise<void> {
    return this.webhooks.remove(id);
  }

  /** Replaces the secret. For 24 hours every delivery is signed with the old one too, so that the receiver can switch at any time. */
  @Post(':webhook_id/rotate-secret')
  @HttpCode(200)
  @Audited(({ params }) => ({ action: 'webhook.secret_rotated', target: params['webhook_id'] ?? null }))
  @ApiFailures(webhookErrors)
  rotateWebhookSecret(@Param('webhook_id') id: string): Promise<RotatedSecret> {
    return this.webhooks.rotate(id);
  }
}
