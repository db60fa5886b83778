import type { variables } from './sections.js';
import type { Variable } from './variable.js';

export type Settings = {
  readonly [Name in keyof typeof variables]: (typeof variables)[Name] extends Variable<infer T> ? T : never;
};

/** Every setting of this process, under the name of its environment variable. The class is the DI token. */
export abstract class Config {}
// eslint-disable-next-line -- merged on purpose: a token that carries the type of the settings
export interface Config extends Settings {}
