import { isFullExtent } from './extent.js';

/**
 * For processes that live for seconds. Optimizing the WebAssembly of the embedded Postgres would take a third of their CPU time; in
 * the full extent they do it, as in production.
 */
export const NODE_FLAGS: readonly string[] = isFullExtent ? [] : ['--liftoff-only'];
