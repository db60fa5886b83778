/** What vectors come from. */
export interface VectorOrigin {
  model: string;
  dimensions: number;
  /** Base URL of the service; without it the model's own, which needs no name. */
  baseUrl?: string;
}

const DEFAULT_DIMENSIONS = 1_536;
const DEFAULT_SERVICE = 'api.openai.com/v1';

/**
 * Name of the space in which vectors compare: models of one name differ between services, and one model's vectors of
 * different lengths differ in every number. The default configuration is named by its model alone, as it is in rows
 * that were stored before, so that none of them is embedded again.
 */
export function vectorSpace({ model, dimensions, baseUrl }: VectorOrigin): string {
  const details = new URLSearchParams();
  if (dimensions !== DEFAULT_DIMENSIONS) details.set('dimensions', String(dimensions));
  const service = baseUrl === undefined ? DEFAULT_SERVICE : serviceOf(baseUrl);
  if (service !== DEFAULT_SERVICE) details.set('service', service);
  return details.size === 0 ? model : `${model}#${details.toString()}`;
}

/** Without credentials, and without the scheme: the same service may move to https. */
function serviceOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl);
  return `${host}${pathname.replace(/\/$/, '')}`;
}
