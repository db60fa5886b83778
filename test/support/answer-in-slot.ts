import { Waiting } from '../../src/jobs/worker/waiting.js';
import type { AnswerSlot } from '../../src/pipeline/linkedin-data.pipeline.js';
import type { SourcedPerson } from '../../src/sources/sourced-person.js';

/** Fetches in the slot of an item, as the pipeline does: the slot is told when a source holds the call back. */
export async function answerInSlot<T>(inSlot: AnswerSlot, fetch: () => Promise<T | Waiting>): Promise<T | Waiting> {
  const answer: object = await inSlot(async () => {
    const value = await fetch();
    return { value, ...(value instanceof Waiting && { held_back: value.waitsFor }) } as unknown as SourcedPerson;
  });
  return (answer as { value: T | Waiting }).value;
}
