import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { getJob, getJobResults, type JobDetail } from '../../typescript/src/index.ts';
import type { Client } from '../../typescript/src/generated/client/index.ts';
import { answer } from '../bounded.ts';

const inputSchema = {
  job_id: z.string().max(100),
  results: z.number().int().min(0).max(50).default(0).describe('How many results to return with the status'),
  cursor: z.string().max(1_000).optional().describe('next_cursor of the results before'),
};

export function addJobStatus(server: McpServer, client: Client): void {
  server.registerTool(
    'job_status',
    {
      title: 'Status of a job',
      description: 'How far a job is, and a page of its results, also while it is running.',
      inputSchema,
      annotations: { readOnlyHint: true },
    },
    async ({ job_id, results: limit, cursor }) => {
      const { data: job } = await getJob({ client, path: { job_id }, throwOnError: true });
      if (limit === 0) return answer(summaryOf(job));
      const query = { limit, ...(cursor !== undefined && { cursor }) };
      const { data } = await getJobResults({ client, path: { job_id }, query, throwOnError: true });
      const { results, errors, next_cursor } = data;
      return answer({ ...summaryOf(job), results, errors, next_cursor });
    },
  );
}

function summaryOf({ job_id, status, waiting_for, total_items, processed_items, failed_items, ...job }: JobDetail) {
  const { created_at, completed_at, credits_spent, estimated_time_remaining_seconds } = job;
  const counts = { total_items, processed_items, failed_items, credits_spent };
  return { job_id, status, waiting_for, ...counts, created_at, completed_at, estimated_time_remaining_seconds };
}
