import { variables } from '../../src/config/sections.js';

/** What the AWS SDK reads by itself: https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html */
const OF_THE_AWS_SDK = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
/** And Node. */
const OF_NODE = ['NODE_EXTRA_CA_CERTS'];

/** Every name that does something in the environment of the service. */
export const settingNames = new Set([...Object.keys(variables), ...OF_THE_AWS_SDK, ...OF_NODE]);
