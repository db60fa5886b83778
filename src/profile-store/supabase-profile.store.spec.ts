import { expect, it } from '@jest/globals';
import { day, numbered } from '../../test/contract/builders.js';
import type { SupabaseGateway } from '../infrastructure/supabase/supabase-gateway.js';
import { PersonDigester } from '../suppression/person-digester.js';
import { SupabaseProfileStore } from './supabase-profile.store.js';

it.each([
  ['the embedded Supabase in smaller calls, because requests wait for them', true, [13, 12]],
  ['a hosted Supabase in one call', false, [25]],
])('stores people of a job in %s', async (_case, isEmbedded, calls) => {
  const counts: number[] = [];
  const gateway: Partial<SupabaseGateway> = {
    isEmbedded,
    call: async <T>(_name: string, values?: object) => {
      const { p_profiles } = values as { p_profiles: unknown[] };
      counts.push(p_profiles.length);
      return p_profiles.map(() => ({ suppressed: true })) as T;
    },
  };
  const store = new SupabaseProfileStore(gateway as SupabaseGateway, new PersonDigester('key', true));
  const people = Array.from({ length: 25 }, (_, nth) => numbered(`person-${nth}`, null, day(1)));
  expect(await store.saveAll(people)).toEqual(people.map(() => ({ status: 'suppressed' })));
  expect(counts).toEqual(calls);
});
