/** The origin of vectors. */
export interface VectorOrigin {
  model: string;
  dimensions: number;
  /** Base URL of the service; undefined for the model's default service. */
  baseUrl?: string;
}

const DEFAULT_DIMENSIONS = 1_536;
const DEFAULT_SERVICE = 'api.openai.com/v1';

/**
 * Name of the space in which vectors can be compared: models of the same name differ between services, and vectors of the same
 * model with different lengths have nothing in common. The default configuration is named after its model alone, as in rows
 * stored by earlier releases, so that they are not embedded again.
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
