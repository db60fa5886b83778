import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { inGroups } from './in-groups.js';

describe('inGroups', () => {
  it('yields together what was emitted while the consumer was busy', async () => {
    const source = new Subject<number>();
    const groups = inGroups(source);
    const first = groups.next();
    source.next(1);
    expect(await first).toEqual({ done: false, value: [1] });
    source.next(2);
    source.next(3);
    expect(await groups.next()).toEqual({ done: false, value: [2, 3] });
    source.next(4);
    source.complete();
    expect(await groups.next()).toEqual({ done: false, value: [4] });
    expect(await groups.next()).toEqual({ done: true, value: undefined });
  });

  it('fails as the observable does', async () => {
    const source = new Subject<number>();
    const next = inGroups(source).next();
    source.error(new TypeError('a defect'));
    await expect(next).rejects.toThrow('a defect');
  });

  it('unsubscribes when the consumer leaves', async () => {
    const source = new Subject<number>();
    const groups = inGroups(source);
    const first = groups.next();
    source.next(1);
    await first;
    await groups.return(undefined);
    expect(source.observed).toBe(false);
  });
});
