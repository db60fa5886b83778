import { variables } from '../../src/config/sections.js';

/** Variables that the AWS SDK reads: https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html */
const OF_THE_AWS_SDK = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
/** Variables that Node reads. */
const OF_NODE = ['NODE_EXTRA_CA_CERTS'];

/** Every variable that has an effect in the environment of the service. */
export const settingNames = new Set([...Object.keys(variables), ...OF_THE_AWS_SDK, ...OF_NODE]);
