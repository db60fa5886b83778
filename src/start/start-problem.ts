import { StartError } from '../common/errors/start.error.js';
import { ConfigError } from '../config/read-config.js';

/** Why the start failed, in words that help an operator fix it; with a stack trace only for unexpected errors. */
export function startProblem(error: unknown): string {
  if (error instanceof ConfigError || error instanceof StartError) return error.message;
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use by another program. Stop that program, or set PORT to another port.`;
  }
  if (code === 'EACCES' && port !== undefined) {
    return `This user is not allowed to listen on port ${port}. Set PORT to a number above 1023.`;
  }
  if (code === 'EADDRNOTAVAIL') {
    return `This machine does not have the address ${address}. Set HOST to one of its addresses, for example 127.0.0.1.`;
  }
  return `The service could not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
