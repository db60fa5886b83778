import { describe, expect, it } from '@jest/globals';
import type { JobErasure } from '../../jobs/erasure/job-erasure.js';
import type { LinkedInProfileErasure } from '../../linkedin-profiles/erasure/linkedin-profile-erasure.js';
import { NO_TRACES, share, type PersonTraces } from '../../model/person-traces.js';
import type { ErasureStore } from '../../profile-store/erasure.store.js';
import { PersonCollector } from './person-collector.js';

const traces = (given: Partial<PersonTraces>): PersonTraces => ({ ...NO_TRACES, ...given });

interface Stored {
  people?: PersonTraces[];
  rows?: PersonTraces[];
  jobs?: PersonTraces[];
}

/** A collector over stores with these records, which answer as the real ones do. */
function collector({ people = [], rows = [], jobs = [] }: Stored): PersonCollector {
  const keyed = (records: PersonTraces[]) => async (person: PersonTraces) =>
    records.filter((record) => share(record, person, ['slugs', 'linkedin_ids', 'emails']));
  const byAddress = async ({ emails }: PersonTraces) =>
    rows.filter((row) => row.emails.some((email) => emails.includes(email)));
  return new PersonCollector(
    { members: keyed(people) } as unknown as ErasureStore,
    { traces: byAddress } as unknown as LinkedInProfileErasure,
    { traces: async (person: PersonTraces) => jobs.filter((record) => share(record, person)) } as unknown as JobErasure,
  );
}

const ANN = traces({ slugs: ['ann', 'ann-before'], linkedin_ids: ['1'], emails: ['ann@x.io'], profile_ids: ['p1'] });

describe('what a person is known by', () => {
  it('is found from one store to the next, until nothing new comes', async () => {
    const stored = {
      jobs: [traces({ slugs: ['ann'], emails: ['ann@x.io'] }), traces({ profile_ids: ['p1'], emails: ['ann@y.io'] })],
      rows: [traces({ emails: ['ann@x.io'], slugs: ['ann'], linkedin_ids: ['1'] })],
      people: [traces({ slugs: ['ann-before'], linkedin_ids: ['1'], profile_ids: ['p1'] })],
    };
    const person = await collector(stored).collect(traces({ slugs: ['ann'] }));
    const all = {
      slugs: ['ann', 'ann-before'],
      linkedin_ids: ['1'],
      emails: ['ann@x.io', 'ann@y.io'],
      profile_ids: ['p1'],
    };
    expect(person).toEqual(all);
  });

  it('are the member of the URL and the one that the given address leads to', async () => {
    const bob = traces({ slugs: ['bob'], linkedin_ids: ['2'], emails: ['bob@x.io'] });
    const person = await collector({ people: [ANN, bob] }).collect(traces({ slugs: ['ann'], emails: ['bob@x.io'] }));
    expect(person.linkedin_ids).toEqual(['1', '2']);
  });

  it.each([
    ['another member by number', traces({ slugs: ['ann'], linkedin_ids: ['2'], emails: ['other@x.io'] })],
    ['another one with the same address', traces({ slugs: ['eva'], emails: ['ann@x.io'] })],
    ['nobody it knows', traces({ slugs: ['eva'], linkedin_ids: ['3'] })],
  ])('is not what an item says that is about %s', async (_, item) => {
    expect(await collector({ people: [ANN], jobs: [item] }).collect(traces({ slugs: ['ann'] }))).toEqual(ANN);
  });

  it('is not an address that a list states and that is of somebody else', async () => {
    const eva = traces({ slugs: ['eva'], linkedin_ids: ['3'], emails: ['office@x.io'] });
    const jobs = [
      traces({ slugs: ['ann'], emails: ['office@x.io'] }),
      traces({ slugs: ['ann'], emails: ['ann@y.io'] }),
    ];
    const { emails, slugs } = await collector({ people: [ANN, eva], jobs }).collect(traces({ slugs: ['ann'] }));
    expect(emails).toEqual(['ann@x.io', 'ann@y.io']);
    expect(slugs).toEqual(ANN.slugs);
  });

  it('is, for an address alone, the member whom all records of it name, and nobody where they disagree', async () => {
    const given = traces({ emails: ['ann@x.io'] });
    const first = traces({ emails: ['ann@x.io'], slugs: ['ann'], linkedin_ids: ['1'] });
    const second = traces({ emails: ['ann@x.io'], slugs: ['ann'] });
    expect((await collector({ jobs: [first, second] }).collect(given)).linkedin_ids).toEqual(['1']);
    const other = traces({ emails: ['ann@x.io'], slugs: ['eva'] });
    expect(await collector({ jobs: [first, other] }).collect(given)).toEqual(given);
  });
});
