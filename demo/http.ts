/** Calls the service and reads its JSON; an error response becomes an error with the service's message. */
export async function call<T>(
  url: string,
  apiKey: string,
  init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<T> {
  const response = await fetch(url, {
    method: init.method ?? (init.body === undefined ? 'GET' : 'POST'),
    headers: { 'X-API-Key': apiKey, 'Content-Type': 'application/json', ...init.headers },
    body: init.body === undefined ? undefined : JSON.stringify(init.body),
  });
  const body = (await response.json()) as { message?: string };
  if (!response.ok) throw new Error(`${response.status} ${body.message ?? ''}`);
  return body as T;
}
