import { LinkedInUrl } from '../dist/model/linkedin-url.js';
import { readConfig } from '../dist/config/read-config.js';
import { SqlDatabase } from '../dist/infrastructure/postgres/sql-database.js';
import { ProfileStore, type EnrichedProfile } from '../dist/profile-store/profile.store.js';
import { personOfSlug } from '../dist/sources/sandbox/sandbox-person.js';
import { recognise } from '../dist/sources/recognition/recognise.js';
import { createApplication } from '../dist/start/application.js';
import { temporaryFolder } from '../scripts/lib/service-process.ts';
import { compare, median, type Measurement } from './measurement.ts';

/** People of one call, as a job stores them. */
const TOGETHER = 25;
const ROUNDS = 30;

/** What an answer does to what is stored. */
const answers = {
  'a new person': { isNew: true, title: () => 'Engineer' },
  'an answer that changes nothing': { isNew: false, title: () => 'Engineer' },
  'an answer with a new headline': { isNew: false, title: (round: number) => `Engineer ${round}` },
};

/** CPU time of a save on the embedded Postgres, which runs in this process, with all triggers of the table and without. */
export async function measureSaves(): Promise<Measurement[]> {
  const folder = temporaryFolder();
  const app = await createApplication(readConfig({ API_KEY: 'x', LOG_LEVEL: 'error', DATA_DIR: folder.path }));
  await app.init();
  const [store, sql] = [app.get(ProfileStore, { strict: false }), app.get(SqlDatabase, { strict: false })];
  let saves = 0;
  const save = async ({ isNew, title }: (typeof answers)[keyof typeof answers], round: number) => {
    saves += 1;
    const people = Array.from({ length: TOGETHER }, (_, nth) =>
      answerOf(isNew ? `new-${saves}-${nth}` : `known-${nth}`, title(round), new Date(Date.now() + saves * 1_000)),
    );
    const before = process.cpuUsage();
    await store.saveAll(people);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / TOGETHER;
  };
  try {
    await save(answers['an answer that changes nothing'], 0);
    const measurements: Measurement[] = [];
    for (const [name, answer] of Object.entries(answers)) {
      const costs = { enable: [] as number[], disable: [] as number[] };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const action of ['enable', 'disable'] as const) {
          await sql.query(`alter table profiles ${action} trigger user`);
          costs[action].push(await save(answer, 2 * round + Number(action === 'enable')));
        }
      }
      const { enable, disable } = costs;
      measurements.push(
        compare(`save ${name}`, median(enable), 'the same without triggers', median(disable), undefined, 'µs of CPU'),
      );
    }
    return measurements;
  } finally {
    await app.close();
    folder.remove();
  }
}

function answerOf(slug: string, position: string, fetched_at: Date): EnrichedProfile {
  const payload = personOfSlug(slug);
  const lookup = { by: 'url', url: LinkedInUrl.ofSlug(slug) } as const;
  return {
    profile: { ...recognise(payload, lookup), position },
    raw: JSON.stringify(payload),
    source: 'sandbox',
    fetched_at,
    requested_slug: slug,
    email: null,
    stated_email: null,
    name_override: null,
    suggested_role: null,
    companies: null,
    embedding: null,
  };
}
