import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Config, Settings } from './config.js';
import { rules } from './rules.js';
import { variables } from './sections.js';
import type { Variable } from './variable.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What is wrong with the environment: every problem at once, one line each, secrets masked. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

/** @throws ConfigError listing every unusable, contradictory or misspelt variable */
export function readConfig(environment: Environment): Config {
  const problems: string[] = [...misspelt(environment)];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries<Variable>(variables)) {
    const raw = environment[name]?.trim() || undefined;
    const result = z.safeParse(variable.schema, raw);
    if (result.success) values[name] = result.data;
    else problems.push(`${name} must be ${variable.expected}, but is ${displayed(raw, variable)}`);
  }
  // Rules compare variables with each other, so all of them must be valid first.
  if (problems.length === 0) problems.push(...rules(values as Settings));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(values) as Config;
}

function displayed(value: string | undefined, { secret }: Variable): string {
  if (value === undefined) return 'not set';
  return secret ? `a secret of ${value.length} characters` : `"${value.slice(0, 100)}"`;
}

/** Short names are not checked: too many unrelated variables are one letter away from them. */
const SHORTEST_CHECKED = 7;

function misspelt(environment: Environment): string[] {
  const checkedNames = Object.keys(variables).filter((name) => name.length >= SHORTEST_CHECKED);
  return Object.keys(environment)
    .filter((name) => name.length >= SHORTEST_CHECKED && !(name in variables))
    .flatMap((name) => {
      const intended = checkedNames.find(
        (candidate) => distance(candidate, name.toUpperCase()) <= (candidate.length > 9 ? 2 : 1),
      );
      return intended ? [`${name} is not a setting of this service; did you mean ${intended}?`] : [];
    });
}
