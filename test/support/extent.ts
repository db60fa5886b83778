/** Whether also what is repeated only for the sake of thoroughness runs: `TEST_EXTENT=full npm test`, as .ci/run does. */
export const isFullExtent = process.env['TEST_EXTENT'] === 'full';
