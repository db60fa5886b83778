import { Integer } from '../../common/openapi/fields.js';

export class CleanupResult {
  success: boolean;
  /** @example "3 finished jobs deleted" */
  message: string;
  @Integer(3)
  jobs_cleaned: number;
}
