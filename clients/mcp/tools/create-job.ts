import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { createJob } from '../../typescript/src/index.ts';
import type { Client } from '../../typescript/src/generated/client/index.ts';
import { answer } from '../bounded.ts';

const MAX_PEOPLE = 1_000;

const inputSchema = {
  emails: z.array(z.string().max(320)).max(MAX_PEOPLE).default([]),
  linkedin_urls: z.array(z.string().max(2_000)).max(MAX_PEOPLE).default([]),
  max_credits: z.number().min(0).optional().describe('The job waits when it has spent as much'),
};

export function addCreateJob(server: McpServer, client: Client): void {
  server.registerTool(
    'create_job',
    {
      title: 'Create a job',
      description: 'Fetches people by email address or member URL in the background; job_status shows how far it is.',
      inputSchema,
      annotations: { readOnlyHint: false, destructiveHint: false },
    },
    async ({ emails, linkedin_urls, max_credits }) => {
      const items = [...emails.map((email) => ({ email })), ...linkedin_urls.map((linkedin_url) => ({ linkedin_url }))];
      const body = { items, ...(max_credits !== undefined && { config: { max_credits } }) };
      const { data } = await createJob({ client, body, throwOnError: true });
      const { job_id, total_items, duplicates_removed, invalid_count, invalid_rows, warning } = data;
      return answer({ job_id, total_items, duplicates_removed, invalid_count, invalid_rows, warning });
    },
  );
}
