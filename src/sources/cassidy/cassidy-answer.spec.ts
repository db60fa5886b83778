import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { profilePayload } from '../../../test/fixtures/cassidy/payloads.js';
import { UpstreamError } from '../../infrastructure/http-client/upstream.error.js';
import { noPerson } from '../recognition/no-person.js';
import { isAboutSomebody } from '../recognition/recognise.js';
import { readAnswer, type CassidyPayload } from './cassidy-answer.js';

function read(json: unknown): CassidyPayload {
  const text = JSON.stringify(json);
  const expected = { subject: 'profile', isUsable: isAboutSomebody, otherwise: noPerson } as const;
  return readAnswer({ json: JSON.parse(text), text }, expected);
}

describe('the answer of a workflow', () => {
  it('is read or refused with an UpstreamError, whatever is in the place of what', () => {
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('FAILED', 'RUNNING', '{', '"{}"', '```json\n{}\n```', 'not found'),
    );
    const action = fc.record(
      { name: odd, status: odd, output: fc.oneof(odd, fc.record({ value: odd })), error: odd },
      { requiredKeys: [] },
    );
    const run = fc.record(
      { status: odd, actionResults: fc.oneof(odd, action, fc.array(fc.oneof(odd, action))) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(odd, fc.record({ message: odd, workflowRun: fc.oneof(odd, run) })), (body) => {
        try {
          read(body);
        } catch (error) {
          expect(error).toBeInstanceOf(UpstreamError);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is the longest of the payloads that are the one wanted', () => {
    const whole = JSON.stringify(profilePayload('ann'));
    const values = [{ note: 'x'.repeat(10_000) }, whole, { full_name: 'Ann Example' }];
    const actionResults = values.map((value) => ({ status: 'SUCCESS', output: { value } }));
    expect(read({ workflowRun: { status: 'SUCCESS', actionResults } }).raw).toBe(whole);
  });

  it('of a run that has not finished may be asked for again', () => {
    const body = { workflowRun: { status: 'RUNNING', actionResults: [] } };
    expect(() => read(body)).toThrow(expect.objectContaining({ code: 'UPSTREAM_ERROR', retryable: true }));
  });

  it('of a failed run does not repeat the words of the upstream', () => {
    const body = { workflowRun: { status: 'FAILED', actionResults: [{ error: 'secret key sk-123 was refused' }] } };
    expect(() => read(body)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('sk-123') }));
  });
});
