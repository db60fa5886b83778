import { startFlags } from '../../scripts/lib/service-process.ts';
import { isFullExtent } from './extent.js';

/**
 * Of processes that live for seconds: optimizing the WebAssembly of the embedded Postgres would take a third of their CPU time, and with
 * the flags of Jest's workers they share compiled code. In the full extent they are those of production.
 */
export const NODE_FLAGS = isFullExtent ? startFlags() : ['--max-semi-space-size=16', '--liftoff-only'];
