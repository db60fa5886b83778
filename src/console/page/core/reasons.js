/** Codes of batches that jobs have another name for. */
const NAME_IN_JOBS = {
  profile_not_found: 'not_found',
  profile_restricted: 'user_restricted',
  person_suppressed: 'suppressed',
};

/**
 * Why people were not found, in jobs and batches together, the most frequent reason first.
 * @param {Record<string, number>[]} counts
 * @returns {[reason: string, count: number][]}
 */
export function reasonsOf(...counts) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const [code, count] of counts.flatMap((errors) => Object.entries(errors))) {
    const name = code.toLowerCase();
    const reason = NAME_IN_JOBS[name] ?? name;
    sums.set(reason, (sums.get(reason) ?? 0) + count);
  }
  return [...sums].toSorted(([, one], [, other]) => other - one);
}
