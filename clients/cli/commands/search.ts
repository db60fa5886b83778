import { Command, InvalidArgumentError, Option } from 'commander';
import { searchProfiles, type SearchHit, type SearchProfiles, type SearchResult } from '../../typescript/src/index.ts';
import { dim, joined, note, print, printJson } from '../output.ts';
import { sessionOf } from '../session.ts';

interface SearchOptions {
  limit: number;
  mode?: SearchProfiles['mode'];
  filter?: SearchProfiles['filter'];
}

export function searchCommand(): Command {
  return new Command('search')
    .description('find stored profiles in words')
    .argument('<words...>')
    .option('--limit <number>', 'how many', wholeNumber, 10)
    .addOption(new Option('--mode <mode>', 'how to look').choices(['hybrid', 'semantic', 'lexical']))
    .option('--filter <json>', 'such as {"field": "country_code", "type": "=", "value": "DE"}', filterIn)
    .action(search);
}

async function search(words: string[], { limit, mode, filter }: SearchOptions, command: Command): Promise<void> {
  const { client, json } = sessionOf(command);
  const body = { query: words.join(' '), limit, ...(mode && { mode }), ...(filter && { filter }) };
  const { data: found } = await searchProfiles({ client, body, throwOnError: true });
  if (json) return printJson(found);
  for (const hit of found.data) print(lineOf(hit));
  note(found.data.length === 0 ? 'No stored profile matches' : `${found.data.length} of ${totalOf(found)}`);
}

function lineOf({ score, name, position, current_company, location, url, id }: SearchHit): string {
  const rank = score.toFixed(2);
  return `${rank}  ${joined([name, position, current_company?.name, location])}\n      ${dim(joined([url, id], '  '))}`;
}

function totalOf({ total }: SearchResult): string {
  return typeof total === 'number' ? String(total) : `at least ${total.value}`;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Not a whole number.');
  return value;
}

/** The service checks its content. */
function filterIn(text: string): SearchProfiles['filter'] {
  try {
    return JSON.parse(text) as SearchProfiles['filter'];
  } catch {
    throw new InvalidArgumentError('Not JSON.');
  }
}
