import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectralCore, { type RulesetDefinition } from '@stoplight/spectral-core';
import spectralParsers from '@stoplight/spectral-parsers';
import spectralRulesets from '@stoplight/spectral-rulesets';

/** Checks openapi.json by the rules of redocly and spectral that are recommended; warnings count as errors. */
const path = 'openapi.json';
const text = readFileSync(path, 'utf8');

const redoclyRules = {
  // GET /profiles/batches/{batch_id} and /profiles/{id}/similar both match /profiles/batches/similar, but neither ID is such a word.
  'no-ambiguous-paths': 'off',
} as const;

const spectralRules = {
  // Redocly checks examples too, in a fifth of the time.
  'oas3-valid-media-example': 'off',
  'oas3-valid-schema-example': 'off',
} as const;

const redocly = async () => {
  const config = await createConfig({ extends: ['recommended'], rules: redoclyRules });
  const problems = await lintFromString({ source: text, absoluteRef: path, config });
  return problems.map(({ ruleId, message, location }) => `redocly ${ruleId}: ${message} ${location[0]?.pointer ?? ''}`);
};

const spectral = async () => {
  const linter = new spectralCore.Spectral();
  // The two packages have the types of different releases.
  const recommended = spectralRulesets.oas as unknown as RulesetDefinition;
  linter.setRuleset({ extends: [recommended], rules: spectralRules });
  const problems = await linter.run(new spectralCore.Document(text, spectralParsers.Json, path));
  return problems.map(({ code, message, path: place }) => `spectral ${code}: ${message} ${place.join('/')}`);
};

const problems = [...(await redocly()), ...(await spectral())];
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
