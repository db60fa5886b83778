/** Whether to run repetitions that only add thoroughness: `TEST_EXTENT=full npm test`, as .ci/run does. */
export const isFullExtent = process.env['TEST_EXTENT'] === 'full';
