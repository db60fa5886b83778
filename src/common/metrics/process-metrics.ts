import { Registry } from 'prom-client';

/** The metrics of this process: each feature declares its own as constants. They start at zero with the process, and may be summed. */
export const processMetrics = new Registry();
