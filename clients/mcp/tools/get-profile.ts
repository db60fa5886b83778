import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { getProfile, listProfiles } from '../../typescript/src/index.ts';
import type { Client } from '../../typescript/src/generated/client/index.ts';
import { answer } from '../bounded.ts';

const inputSchema = {
  id: z.string().max(100).optional().describe('As in search results'),
  linkedin_url: z.string().max(2_000).optional(),
  email: z.string().max(320).optional(),
};

export function addGetProfile(server: McpServer, client: Client): void {
  server.registerTool(
    'get_profile',
    {
      title: 'Get a profile',
      description: 'Reads one stored profile by exactly one of id, linkedin_url and email. Fetches nobody.',
      inputSchema,
      annotations: { readOnlyHint: true },
    },
    async ({ id, linkedin_url, email }) => {
      if ([id, linkedin_url, email].filter((key) => key !== undefined).length !== 1) {
        throw new Error('Exactly one of id, linkedin_url and email is required');
      }
      if (id !== undefined) return answer((await getProfile({ client, path: { id }, throwOnError: true })).data);
      const query = linkedin_url === undefined ? { email: email! } : { linkedin_url };
      const { data } = await listProfiles({ client, query, throwOnError: true });
      const [profile] = data.data;
      if (profile === undefined) throw new Error('No stored profile has this address: ingest_profiles fetches people');
      return answer(profile);
    },
  );
}
