import { createClient, createConfig, type Client } from './generated/client/index.ts';

export interface Connection {
  /** Of the service, such as `http://127.0.0.1:8000`. */
  url: string;
  apiKey?: string | undefined;
}

/** What operations take as `client`. Redirects are errors, because the key would be sent wherever they lead. */
export function connect({ url, apiKey }: Connection): Client {
  const headers = apiKey === undefined ? {} : { 'X-API-Key': apiKey };
  return createClient(createConfig({ baseUrl: url, headers, redirect: 'error' }));
}
