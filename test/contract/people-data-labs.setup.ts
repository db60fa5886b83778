import { PdlApi } from '../../src/sources/people-data-labs/pdl-api.js';
import { SourceAccount } from '../../src/sources/source-account.js';
import { PDL_KEY, startPdlStandIn, type PdlStandIn } from '../fixtures/people-data-labs/pdl-stand-in.js';
import { oddPerson } from '../fixtures/people-data-labs/record-oddities.js';
import { companyRecord, personRecord, type PdlRecord } from '../fixtures/people-data-labs/records.js';
import * as reply from '../fixtures/people-data-labs/replies.js';
import type { Situation } from './source-situations.js';

/** What no error may repeat. */
export const pdlSecrets = /secret|tenant|127\.0\.0\.1|pdl-|_error|hidden/;

const records: Partial<Record<Situation, PdlRecord>> = {
  somebody: personRecord('somebody'),
  dirty: oddPerson('dirty', 'hides what the plan does not cover behind true and false'),
  large: oddPerson('large', 'takes 300 KB'),
};

interface PdlSetup {
  /** A source that has not been called yet. */
  api: () => PdlApi;
  standIn: PdlStandIn;
  /** The response body for a key. */
  sent: (key: string) => string;
}

/** A stand-in in which every person's name determines the situation. @param keyOf the key by which a person is looked up */
export async function setUpPdl(keyOf: (situation: Situation) => string): Promise<PdlSetup> {
  const standIn = await startPdlStandIn();
  const bodies = new Map<string, string>();
  for (const [situation, record] of Object.entries(records)) {
    const key = keyOf(situation as Situation);
    bodies.set(key, reply.personBody(record));
    standIn.serve(key, (response, call) => {
      const isPerson = standIn.calls.at(-1)?.endpoint === 'person';
      (isPerson ? reply.person(record) : reply.company(companyRecord(key)))(response, call);
    });
  }
  standIn.serve(keyOf('rate-limited'), reply.rateLimited({ 'retry-after': '7' }));
  standIn.serve(keyOf('account-refused'), reply.failure(401, 'authentication_error'));
  standIn.serve(keyOf('outage'), reply.failure(503, 'api_error'));
  standIn.serve(keyOf('broken'), reply.json('{"status": 200, "likelihood": 9, "data": {"full_name": "hidden'));
  standIn.serve(keyOf('hanging'), reply.hanging);
  const api = () => new PdlApi({ apiKey: PDL_KEY, baseUrl: `${standIn.base}/`, account: new SourceAccount() });
  return { api, standIn, sent: (key) => bodies.get(key) ?? '' };
}
