import { call } from './http.ts';
import { bold, dim, fit, green, progress } from './style.ts';

interface Profile {
  id: string;
  name: string;
  url: string;
  suggested_role: string | null;
}

const email = 'member1@example.com';

/** Somebody whom the job found by address, asked for by URL. */
export async function meetAgain(url: string, apiKey: string): Promise<void> {
  const byEmail = `/api/v1/profiles?email=${email}`;
  console.log(`${bold('A person')} GET ${byEmail}, then the same member by URL\n`);
  const { data } = await call<{ data: Profile[] }>(`${url}${byEmail}`, apiKey);
  const [found] = data;
  if (!found) throw new Error(`No person is stored for ${email}`);
  report(found);
  progress(dim('  fetching the member by URL …'));
  const member = await call<Profile>(`${url}/api/v1/profiles`, apiKey, {
    body: { linkedin_url: found.url, suggested_role: 'CTO' },
  });
  progress('');
  report(member);
  if (member.id !== found.id) throw new Error('One member became two profiles');
  console.log(dim('    one profile, whichever way it was found\n'));
}

function report({ id, name, url, suggested_role }: Profile): void {
  const role = suggested_role ?? 'no role';
  console.log(`  ${green('✓')} ${fit(name, 22)} ${fit(url, 56)} ${fit(role, 8)} ${dim(id)}`);
}
