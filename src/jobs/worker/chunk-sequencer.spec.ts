import { describe, expect, it } from '@jest/globals';
import { ChunkSequencer, ChunkTurn } from './chunk-sequencer.js';

describe('ChunkSequencer', () => {
  it('starts the chunks of a job one after another, in order of arrival', async () => {
    const sequencer = new ChunkSequencer();
    const begun: number[] = [];
    const chunks = [1, 2, 3].map(async (chunk) => {
      const turn = await sequencer.enter('job');
      begun.push(chunk);
      return turn;
    });
    const first = await chunks[0];
    expect(begun).toEqual([1]);
    first?.pass();
    const second = await chunks[1];
    expect(begun).toEqual([1, 2]);
    second?.pass();
    second?.pass();
    (await chunks[2])?.pass();
    expect(begun).toEqual([1, 2, 3]);
  });

  it('does not make jobs wait for each other', async () => {
    const sequencer = new ChunkSequencer();
    await sequencer.enter('one');
    await expect(sequencer.enter('two')).resolves.toBeInstanceOf(ChunkTurn);
  });
});
