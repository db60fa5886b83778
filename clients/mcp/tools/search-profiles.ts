import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { searchProfiles, type SearchProfiles } from '../../typescript/src/index.ts';
import type { Client } from '../../typescript/src/generated/client/index.ts';
import { answer } from '../bounded.ts';

const FIELDS: SearchProfiles['fields'] = [
  'id',
  'name',
  'url',
  'position',
  'current_company',
  'location',
  'country_code',
  'suggested_role',
  'fetched_at',
];

const inputSchema = {
  query: z.string().min(1).max(1_000).describe('Whom to look for, such as "security leader for cloud platforms"'),
  limit: z.number().int().min(1).max(25).default(10),
  mode: z.enum(['hybrid', 'semantic', 'lexical']).default('hybrid').describe('lexical finds exact words and names'),
  filter: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'A condition { field, type, value } such as { "field": "country_code", "type": "=", "value": "DE" }, or a group { op: "and" | "or" | "not", conditions: [...] }. Fields: name, headline, location, country_code, suggested_role, company, current_company, title, current_title, school, skill, followers, fetched_at. Types: =, !=, in, contains, starts_with, >, >=, <, <=, between, exists',
    ),
};

export function addSearchProfiles(server: McpServer, client: Client): void {
  server.registerTool(
    'search_profiles',
    {
      title: 'Search profiles',
      description: 'Finds stored profiles by meaning and by words, best first. Costs nothing.',
      inputSchema,
      annotations: { readOnlyHint: true },
    },
    async ({ query, limit, mode, filter }) => {
      // The service checks what is in a filter, and says what is wrong with it.
      const given = filter && { filter: filter as unknown as NonNullable<SearchProfiles['filter']> };
      const body = { query, limit, mode, fields: FIELDS, ...given };
      const { data } = await searchProfiles({ client, body, throwOnError: true });
      return answer({
        total: data.total,
        profiles: data.data.map(({ score, profile, reasons }) => ({ score, ...profile, reasons })),
        warnings: data.warnings,
      });
    },
  );
}
