/** Whether to run repetitions that only add thoroughness: `TEST_EXTENT=full npm test`, as .ci/run does. */
export const isFullExtent = process.env['TEST_EXTENT'] === 'full';

/** How often to run a property; a quarter of that in the short extent. */
export const runs = (full: number): number => (isFullExtent ? full : Math.ceil(full / 4));
