import { Command } from 'commander';
import { sessionOf } from '../session.ts';

export function mcpCommand(): Command {
  return new Command('mcp')
    .description('serve tools to an AI assistant, by the Model Context Protocol on stdin and stdout')
    .action(async (_options: object, command: Command) => {
      const { client } = sessionOf(command);
      const { serveOverStdio } = await import('../../mcp/server.ts');
      await serveOverStdio(client);
    });
}
