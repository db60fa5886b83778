import { readFileSync } from 'node:fs';
import { loadAll, YAML11_SCHEMA } from 'js-yaml';

/** The documents of a YAML file in this repository, with `<<` merged as Docker Compose does. */
export function yamlFile<Document>(path: string): Document[] {
  return loadAll(readFileSync(path, 'utf8'), { schema: YAML11_SCHEMA }) as Document[];
}
