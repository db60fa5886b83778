import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'svix';
import { signedHeaders } from './signed-headers.js';
import { makeWebhookSecret } from './webhook-secret.js';

describe('signedHeaders', () => {
  const [old, current, other] = [makeWebhookSecret(), makeWebhookSecret(), makeWebhookSecret()];

  it('are accepted by the library of somebody else, with each of the secrets and no other', () => {
    fc.assert(
      fc.property(fc.json(), fc.stringMatching(/^evt_\d{1,15}$/), (body, id) => {
        const headers = signedHeaders(id, new Date(), body, [current, old]);
        for (const secret of [old, current]) expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
        expect(() => new Webhook(other).verify(body, headers)).toThrow('No matching signature');
      }),
    );
  });

  it('are refused for another body, ID or time', () => {
    const headers = signedHeaders('evt_1', new Date(), '{"id":1}', [current]);
    const receiver = new Webhook(current);
    expect(() => receiver.verify('{"id":2}', headers)).toThrow();
    expect(() => receiver.verify('{"id":1}', { ...headers, 'webhook-id': 'evt_2' })).toThrow();
    const earlier = String(Number(headers['webhook-timestamp']) - 1);
    expect(() => receiver.verify('{"id":1}', { ...headers, 'webhook-timestamp': earlier })).toThrow();
  });
});
