import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { describeWith } from '../support/needed-programs.js';
import { openPostgresGateway, type PostgresGateway } from '../support/postgres-gateway.js';
import { rejectionOf } from '../support/postgrest-rejection.js';
import { POSTGRES } from '../support/real-postgres.js';

const ID = '00000000-0000-4000-8000-000000000000';
const stringUnit = fc.oneof(
  fc.constantFrom('\0', '\\', 'u0000', '"', '\ud83d', '\udc69'),
  fc.nat(0xffff).map((code) => String.fromCharCode(code)),
);

describeWith([POSTGRES], 'PostgREST on a Postgres server', () => {
  let server: PostgresGateway;
  beforeAll(async () => void (server = await openPostgresGateway()));
  afterAll(() => server.close());

  /** The statement with which PostgREST reads a body. */
  const rejectionByServer = async (body: string) =>
    server.pool.query('select from json_to_record($1::json) as _ (a json)', [body]).then(
      () => null,
      ({ code, message }: Error & { code: string }) => ({ code, message }),
    );

  it('rejects the bodies that the embedded API rejects in these suites, and no others', async () => {
    const body = fc
      .dictionary(fc.string({ unit: stringUnit }), fc.jsonValue({ stringUnit }))
      .map((value) => JSON.stringify(value));
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        expect(rejectionOf(text)).toEqual(await rejectionByServer(text));
      }),
      { numRuns: 300, examples: [['{"a":{"b":["\\u0000"]}}'], ['{"\\ud83d":1}'], ['{"a":"\\\\u0000"}']] },
    );
  });

  it('stores and returns a batch with NUL and halves of surrogate pairs', async () => {
    const request = { profiles: [{ name: 'a\0b \ud83d', '\0': '\udc69' }] };
    const p_batch = {
      id: ID,
      status: 'pending',
      request: JSON.stringify(request),
      response: null,
      total_requested: 1,
      created_at: '2026-01-01',
    };
    await server.gateway.call('save_batch', { p_batch });
    // As PostgREST returns a list of rows.
    const { rows } = await server.pool.query<{ body: string }>('select json_agg(b)::text as body from batches b');
    expect(JSON.parse(rows[0]?.body ?? '')).toMatchObject([{ id: ID, request, response: null }]);
  });
});
