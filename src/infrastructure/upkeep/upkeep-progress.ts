import type { JsonValue } from '../../model/json-value.js';

/** How far recurring work has come, so that its next round continues there, in whichever process that runs. */
export abstract class UpkeepProgress {
  /**
   * What the task saved last; null if it has not saved anything. May have been written by another release.
   * @throws DatabaseUnavailableError, like the following method
   */
  abstract read(task: string): Promise<JsonValue>;
  abstract save(task: string, progress: JsonValue): Promise<void>;
}
