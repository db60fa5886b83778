declare const process: { env: Record<string, string> };

export const baseUrl = process.env['SERVICE_URL']!;
export const headers = { 'X-API-Key': process.env['API_KEY']! };

export const batch = {
  profiles: [{ linkedin_url: 'https://www.linkedin.com/in/jane-doe/', suggested_role: 'CTO' as const }],
};
export const list = { emails: ['jane.doe@example.com'] };
export const search = { query: 'CTO' };

/** Reads a job until it has ended. */
export async function ended<Job extends { status: string }>(read: () => Promise<Job>): Promise<Job> {
  for (;;) {
    const job = await read();
    if (job.status === 'completed' || job.status === 'failed') return job;
  }
}

export function print(outcome: Record<'ingested' | 'found' | 'job' | 'results' | 'rejection', unknown>): void {
  console.log(JSON.stringify(outcome));
}
