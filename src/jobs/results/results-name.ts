import type { Job } from '../job.js';

const MAX_NAME_LENGTH = 100;
/** Characters that some file systems reject, or that lead out of a folder. */
const NOT_IN_A_NAME = /[\p{Cc}\p{Cf}/\\:*?"<>|]/gu;
const EXTENSION = /\.[^.]{1,10}$/;

/** The name of an exported file without its extension, after that of the uploaded one: `leads-results`. */
export function resultsName({ file_name, job_id }: Pick<Job, 'file_name' | 'job_id'>): string {
  return `${baseName(file_name ?? '') || `job-${job_id}`}-results`;
}

function baseName(file_name: string): string {
  const name = file_name.slice(Math.max(file_name.lastIndexOf('/'), file_name.lastIndexOf('\\')) + 1);
  return name
    .replace(EXTENSION, '')
    .replace(NOT_IN_A_NAME, ' ')
    .replace(/^[\s.]+/, '')
    .slice(0, MAX_NAME_LENGTH)
    .toWellFormed()
    .trim();
}
