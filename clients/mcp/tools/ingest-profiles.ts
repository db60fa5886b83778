import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { ingestBatch, type BatchResult } from '../../typescript/src/index.ts';
import type { Client } from '../../typescript/src/generated/client/index.ts';
import { answer } from '../bounded.ts';

const inputSchema = {
  linkedin_urls: z.array(z.string().max(2_000)).min(1).max(10).describe('LinkedIn member URLs'),
  suggested_role: z.enum(['CTO', 'CIO', 'CISO']).describe('Stored with the profiles'),
  max_age_hours: z.number().min(0).optional().describe('A stored profile that is younger is not fetched again'),
};

export function addIngestProfiles(server: McpServer, client: Client): void {
  server.registerTool(
    'ingest_profiles',
    {
      title: 'Ingest profiles',
      description: 'Fetches and stores up to ten members, with their companies. May cost credits of a data provider.',
      inputSchema,
      annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true },
    },
    async ({ linkedin_urls, suggested_role, max_age_hours }) => {
      const profiles = linkedin_urls.map((linkedin_url) => ({ linkedin_url, suggested_role }));
      const body = { profiles, ...(max_age_hours !== undefined && { max_age_hours }) };
      // Without Prefer, the response has the results.
      const { data } = await ingestBatch({ client, body, throwOnError: true });
      const { batch_id, successful, failed, results } = data as BatchResult;
      return answer({ batch_id, successful, failed, results });
    },
  );
}
