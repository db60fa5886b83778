import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Config, Settings } from './config.js';
import { rules } from './rules.js';
import { variables } from './sections.js';
import type { Variable } from './variable.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** All problems of the environment, one line each; secrets are masked. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  }
}

/**
 * @param known problems found earlier, reported together with the others
 * @throws ConfigError listing every invalid, contradictory or misspelled variable
 */
export function readConfig(environment: Environment, known: readonly string[] = []): Config {
  const problems: string[] = [...known, ...misspelled(environment)];
  const unreadable: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries<Variable>(variables)) {
    const raw = environment[name]?.trim() || undefined;
    const result = z.safeParse(variable.schema, raw);
    if (result.success) values[name] = result.data;
    else {
      const meant = (raw && variable.suggest?.(raw)) ?? null;
      const suggestion = meant ? `; did you mean ${meant}?` : '';
      problems.push(`${name} must be ${variable.expected}, but is ${displayed(raw, variable)}${suggestion}`);
      // Rules compare variables; invalid ones count as unset.
      values[name] = z.safeParse(variable.schema, undefined).data;
      unreadable.push(name);
    }
  }
  const contradictions = rules(values as Settings);
  problems.push(...contradictions.filter((problem) => !unreadable.some((name) => problem.startsWith(`${name} `))));
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(values) as Config;
}

function displayed(value: string | undefined, { secret }: Variable): string {
  if (value === undefined) return 'not set';
  return secret ? `a secret of ${value.length} characters` : `"${value.slice(0, 100)}"`;
}

/** Short names are not checked: too many unrelated variables are one letter away from them. */
const SHORTEST_CHECKED = 7;

function misspelled(environment: Environment): string[] {
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
