import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import type { Client } from '../typescript/src/generated/client/index.ts';
import { addCreateJob } from './tools/create-job.ts';
import { addGetProfile } from './tools/get-profile.ts';
import { addIngestProfiles } from './tools/ingest-profiles.ts';
import { addJobStatus } from './tools/job-status.ts';
import { addSearchProfiles } from './tools/search-profiles.ts';

const INSTRUCTIONS =
  'Stored LinkedIn profiles: search them first. Fetching people (ingest_profiles for up to ten, create_job for more) may cost credits of a data provider.';

/** Tools over a running service, for assistants that speak the Model Context Protocol. */
export function mcpServer(client: Client): McpServer {
  const server = new McpServer({ name: 'linkedin-profiles', version: '0.1.0' }, { instructions: INSTRUCTIONS });
  for (const add of [addSearchProfiles, addGetProfile, addIngestProfiles, addCreateJob, addJobStatus])
    add(server, client);
  return server;
}

/** Nothing else may write to stdout. Ends with stdin. */
export async function serveOverStdio(client: Client): Promise<void> {
  const server = mcpServer(client);
  await server.connect(new StdioServerTransport());
  process.stdin.once('end', () => void server.close());
}
