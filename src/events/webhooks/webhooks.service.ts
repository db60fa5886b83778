import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { PageQuery } from '../../common/pagination/page-query.dto.js';
import { pageBody } from '../../common/pagination/page-body.js';
import type { PageBody } from '../../common/pagination/pagination.dto.js';
import { storable } from '../../common/text/storable.js';
import type { ChangeWebhookRequest, CreateWebhookRequest } from './dto/webhook-requests.dto.js';
import type { CreatedWebhook, RotatedSecret, SharedSecret, WebhookDto } from './dto/webhook.dto.js';
import type { SigningEndpoint, WebhookEndpoint } from './endpoints/webhook-endpoint.js';
import { WebhookEndpointsStore } from './endpoints/webhook-endpoints.store.js';
import { EndpointSecrets } from './signing/endpoint-secrets.js';
import { ServiceSecret } from './signing/service-secret.js';
import { makeWebhookSecret } from './signing/webhook-secret.js';
import { WebhookTargets } from './target/webhook-targets.js';
import { createErrors, secretErrors, webhookErrors } from './webhooks.errors.js';

/** Maximum number of webhooks: each costs a query a second, and a call for every event. */
const MOST_WEBHOOKS = 100;

/** The endpoints as the API presents them. */
@Injectable()
export class WebhooksService {
  constructor(
    private readonly endpoints: WebhookEndpointsStore,
    private readonly targets: WebhookTargets,
    private readonly secrets: EndpointSecrets,
    private readonly serviceSecret: ServiceSecret,
  ) {}

  /** @param created_by name of the API key */
  async create({ url, events, description }: CreateWebhookRequest, created_by: string): Promise<CreatedWebhook> {
    await this.targets.check('url', url);
    const id = randomUUID();
    const secret = makeWebhookSecret();
    const created = await this.endpoints.create(
      {
        id,
        url,
        events: [...new Set(events)],
        description: storable(description),
        secrets: this.secrets.first(secret, id),
        created_by,
      },
      MOST_WEBHOOKS,
    );
    if (created === null) throw createErrors.TOO_MANY_WEBHOOKS({ limit: MOST_WEBHOOKS });
    return { ...created, secret };
  }

  async list(page: PageQuery): Promise<PageBody<WebhookDto>> {
    return pageBody({ ...(await this.endpoints.list(page)), total: null }, page.limit, (endpoint) => endpoint);
  }

  async secret(): Promise<SharedSecret> {
    const secret = await this.serviceSecret.get();
    if (secret === null) throw secretErrors.SECRET_UNAVAILABLE();
    return { secret };
  }

  async find(id: string): Promise<WebhookDto> {
    const { secrets: _secrets, subject: _subject, ...endpoint } = found(await this.endpoints.find(id));
    return endpoint;
  }

  async change(id: string, { url, events, description, disabled }: ChangeWebhookRequest): Promise<WebhookDto> {
    if (url !== undefined) await this.targets.check('url', url);
    return found(
      await this.endpoints.change(id, {
        ...(url !== undefined && { url }),
        ...(events !== undefined && { events: [...new Set(events)] }),
        ...(description !== undefined && { description: storable(description) }),
        ...(disabled !== undefined && { disabled }),
      }),
    );
  }

  async remove(id: string): Promise<void> {
    if (!(await this.endpoints.remove(id))) throw webhookErrors.WEBHOOK_NOT_FOUND({ webhook_id: id });
  }

  async rotate(id: string): Promise<RotatedSecret> {
    const secret = makeWebhookSecret();
    const isRotated = await this.endpoints.rotate(id, (secrets) =>
      this.secrets.replacing(secrets, secret, id, new Date()),
    );
    if (!isRotated) throw webhookErrors.WEBHOOK_NOT_FOUND({ webhook_id: id });
    return { id, secret };
  }
}

function found<Endpoint extends WebhookEndpoint | SigningEndpoint>(endpoint: Endpoint | null): Endpoint {
  if (endpoint === null) throw webhookErrors.WEBHOOK_NOT_FOUND();
  return endpoint;
}
