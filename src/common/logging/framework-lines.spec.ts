import { describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { withQuietFramework } from './framework-lines.js';

describe('a logger with a quiet framework', () => {
  const lines: string[] = [];
  const line = (level: string) => (message: unknown) => void lines.push(`${level} ${String(message)}`);
  const logger: LoggerService = { log: line('info'), debug: line('debug'), warn: line('warn'), error: line('error') };

  it('tells developers how routes and subscriptions are set up, and operators only what happens', () => {
    const quiet = withQuietFramework(logger);
    quiet.log('Mapped {/jobs, GET} route', 'RouterExplorer');
    quiet.log('EventsGateway subscribed to the "auth" message', 'WebSocketsController');
    quiet.log('Listening', 'Service');
    expect(lines).toEqual([
      'debug Mapped {/jobs, GET} route',
      'debug EventsGateway subscribed to the "auth" message',
      'info Listening',
    ]);
  });
});
