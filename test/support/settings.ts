import type { Config } from '../../src/config/config.js';
import { readConfig, type Environment } from '../../src/config/read-config.js';

/** The settings of a process that was started with exactly this environment. */
export function settings(environment: Environment = {}): Config {
  return readConfig({ NODE_ENV: 'test', LOG_LEVEL: 'silent', ...environment });
}
