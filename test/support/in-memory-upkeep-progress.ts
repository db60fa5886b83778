import { UpkeepProgress } from '../../src/infrastructure/upkeep/upkeep-progress.js';
import type { JsonValue } from '../../src/model/json-value.js';

/** Progress of upkeep for as long as the test runs. */
export class InMemoryUpkeepProgress extends UpkeepProgress {
  readonly saved = new Map<string, JsonValue>();

  override read(task: string): Promise<JsonValue> {
    return Promise.resolve(this.saved.get(task) ?? null);
  }

  override save(task: string, progress: JsonValue): Promise<void> {
    this.saved.set(task, progress);
    return Promise.resolve();
  }
}
