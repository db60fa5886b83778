import { connect } from '../../clients/typescript/src/index.js';
import type { Client } from '../../clients/typescript/src/generated/client/index.js';
import { KEY, type Service } from './service.js';

/** The client of clients/typescript for a service; without a key where null is given. */
export async function typedClient(service: Service, apiKey: string | null = KEY): Promise<Client> {
  return connect({ url: await service.app.getUrl(), apiKey: apiKey ?? undefined });
}
