import { once } from 'node:events';
import type { Lookup } from '../../src/sources/person-source.js';
import { built } from './jest-worker.js';
import type { Service } from './service.js';

/**
 * Has the sources of a service answer for certain people only when the result is called, so that what a test does in the meantime may take
 * as long as it takes.
 * @param beginning of their slugs and email addresses
 */
export async function holdPeople({ app }: Service, beginning: string): Promise<() => void> {
  const { SourceChain } = await built<typeof import('../../src/sources/source-chain.js')>('sources/source-chain.js');
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const { source } of app.get(SourceChain, { strict: false }).all) {
    const fetchPerson = source.fetchPerson.bind(source);
    source.fetchPerson = async (lookup, token, signal, report) => {
      if (nameOf(lookup).startsWith(beginning)) await Promise.race([promise, once(signal, 'abort')]);
      return fetchPerson(lookup, token, signal, report);
    };
  }
  return resolve;
}

const nameOf = (lookup: Lookup) => (lookup.by === 'url' ? lookup.url.slug : lookup.email.value);
