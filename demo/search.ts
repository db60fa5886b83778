import { call } from './http.ts';
import { bold, dim, fit, progress } from './style.ts';

interface Hit {
  name: string;
  position: string | null;
  score: number;
}

const query = 'security leader for cloud platforms';

export async function searchProfiles(url: string, apiKey: string): Promise<void> {
  console.log(`${bold('A search')} POST /api/v1/profiles/search for “${query}”\n`);
  progress(dim('  comparing the words and their meaning with what is stored …'));
  const { data } = await call<{ data: Hit[] }>(`${url}/api/v1/profiles/search`, apiKey, { body: { query, limit: 3 } });
  progress('');
  for (const { name, position, score } of data) console.log(`  ${score.toFixed(2)}  ${fit(name, 22)} ${position}`);
  console.log();
}
