/**
 * The address that `/embeddings` is appended to. An address without a path gets OpenAI's `/v1`, because compatible servers are
 * often given as a host alone; one with a path is used unchanged (`/v1beta/openai`, `/openai/v1`).
 */
export function baseUrl(configured: string | undefined): string | undefined {
  if (configured === undefined) return undefined;
  const url = new URL(configured);
  if (url.pathname === '/') url.pathname = '/v1';
  return url.href;
}
