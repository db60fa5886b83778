import { readConfig } from '../dist/config/read-config.js';
import type { EmbeddedDriver } from '../dist/infrastructure/postgres/embedded/embedded-driver.js';
import { EmbeddedPostgres } from '../dist/infrastructure/postgres/embedded/embedded-postgres.js';
import { FILTER_FIELDS, FILTER_FIELD_KINDS, OPERATORS_OF_KIND } from '../dist/model/profile-filter.js';
import type { FilterCondition, FilterField, FilterNode, FilterOperator } from '../dist/model/profile-filter.js';
import { createApplication } from '../dist/start/application.js';
import { compare, median, type Measurement } from './measurement.ts';
import { embedder, peopleDirectory, personAt } from './people.ts';

const SIZES = (process.env['BENCH_PEOPLE'] ?? '1000,10000,100000').split(',').map(Number);
const LIMIT = 10;
/** How many times longer a search may take among the most people than among the fewest. */
const MOST_GROWTH = 6;
/** Smaller tables are read as fast from beginning to end. */
const ENOUGH_TO_INDEX = 20_000;
const QUERIES = [
  'security leader for cloud platforms',
  'machine learning engineer in Berlin',
  'recruiting and human resources',
  'Müller bank finance director',
  'supply chain logistics',
  'junior site reliability',
  'clinical research lead Okafor',
  'enterprise sales Tokyo',
];
const FILTERS: [share: string, filter: FilterNode | null][] = [
  ['no filter', null],
  ['a filter of 50 %', { field: 'country_code', type: '=', value: 'US' }],
  ['a filter of 1 %', { field: 'skill', type: '=', value: 'Fortran' }],
  ['a filter of 0.1 %', { field: 'current_company', type: '=', value: 'Tiny Labs' }],
];

interface Bench {
  size: number;
  database: EmbeddedDriver;
  /** One request; its time in milliseconds. */
  call: (path: string, body?: object) => Promise<number>;
}

type Costs = Record<'list' | 'filtered list' | 'get' | 'search', number>;

/** Search over many people: its quality, its plans, and what it costs beside the statement that it runs. */
export async function measureSearch(): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  const costs: Costs[] = [];
  for (const size of SIZES) {
    await withPeople(size, async (bench) => {
      costs.push(await costsOf(bench));
      if (size !== SIZES.at(-1)) return;
      if (size >= ENOUGH_TO_INDEX) await checkPlans(bench.database);
      measurements.push(...(await recall(bench)), ...(await overhead(bench)));
    });
  }
  for (const [index, size] of SIZES.entries()) {
    for (const what of ['list', 'filtered list', 'get', 'search'] as const)
      measurements.push(
        compare(
          `${what}, ${size} people`,
          costs[index]![what] * 1000,
          `${SIZES[0]} people`,
          costs[0]![what] * 1000,
          what === 'search' ? MOST_GROWTH : undefined,
          'µs',
        ),
      );
  }
  return measurements;
}

async function withPeople(size: number, work: (bench: Bench) => Promise<void>): Promise<void> {
  const app = await createApplication(
    readConfig({ API_KEY: 'x', LOG_LEVEL: 'error', RATE_LIMIT_PER_MINUTE: '0', DATA_DIR: await peopleDirectory(size) }),
  );
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const database = await app.get(EmbeddedPostgres, { strict: false }).driver();
  const call: Bench['call'] = async (path, body) => {
    const started = performance.now();
    const response = await fetch(`${url}/api/v1/profiles${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'X-API-Key': 'x', 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The bench was answered with ${response.status}: ${text.slice(0, 300)}`);
    return performance.now() - started;
  };
  try {
    await work({ size, database, call });
  } finally {
    await app.close();
  }
}

async function costsOf({ size, database, call }: Bench): Promise<Costs> {
  const { rows } = await database.query<{ id: string }>(`select id from profiles where public_id = 'person-500'`);
  const of = async (path: string, body?: object) => {
    const times: number[] = [];
    for (let round = 0; round < 9; round++) times.push(await call(path, body));
    return median(times);
  };
  process.stderr.write(`costs of ${size} people …\n`);
  return {
    list: await of('?limit=10'),
    'filtered list': await of('?limit=10&name=smith'),
    get: await of(`/${rows[0]!.id}`),
    search: await searches(of),
  };
}

/** The mean of all queries with all filters. */
async function searches(of: (path: string, body: object) => Promise<number>): Promise<number> {
  let sum = 0;
  for (const query of QUERIES) {
    for (const [, filter] of FILTERS) sum += await of('/search', { query, limit: LIMIT, ...(filter && { filter }) });
  }
  return sum / (QUERIES.length * FILTERS.length);
}

/**
 * Every field with every operator, on tables that may be read from beginning to end if that were cheaper. What no index serves
 * walks through an index in the order of storing, as the service has it.
 */
async function checkPlans(database: EmbeddedDriver): Promise<void> {
  for (const field of FILTER_FIELDS) {
    for (const type of OPERATORS_OF_KIND[FILTER_FIELD_KINDS[field]]) {
      for (const value of valuesFor(field, type)) {
        const condition = { field, type, value } as FilterCondition;
        const plan = await planOf(database, condition, isServedByNoIndex(condition) ? 'off' : 'on');
        if (/Seq Scan on (profiles|profile_documents|profile_emails) /.test(plan))
          throw new Error(`${field} ${type} ${JSON.stringify(value)} uses no index:\n${plan}`);
      }
    }
  }
}

/** Indexes find what is equal, not what differs; an address that is not there; and no parts shorter than a trigram. */
function isServedByNoIndex({ field, type, value }: FilterCondition): boolean {
  if (type === '!=') return FILTER_FIELD_KINDS[field] !== 'boolean';
  if (type === 'contains') return (value as string).length < 3;
  return field === 'email' && type === 'exists' && value === false;
}

/** Of the statement that newest_people runs. */
async function planOf(database: EmbeddedDriver, filter: FilterNode, seqscan: 'on' | 'off'): Promise<string> {
  const given = [JSON.stringify(filter)];
  return database.transaction(async (sql) => {
    await sql.exec(`set local search_path = public, extensions; set local enable_seqscan = ${seqscan}`);
    const { rows } = await sql.query<{ condition: string; people: string; walks: boolean }>(
      `select condition, counted_rows(condition) as people, is_walk_shorter(counted_people(condition, $1), 11) as walks
        from filter_condition($1) as condition`,
      given,
    );
    const { condition, people, walks } = rows[0]!;
    const plan = await sql.query<{ 'QUERY PLAN': string }>(
      `explain with found as ${walks ? 'not' : ''} materialized (
          select d.profile_id, d.seq from ${people} where ${condition.replaceAll('$1', '$1::jsonb')}
        ) select profile_id from found where $1::jsonb is not null order by seq desc limit 11`,
      given,
    );
    return plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  });
}

/** Values that few, some, or no people have. */
function valuesFor(field: FilterField, type: FilterOperator): unknown[] {
  if (type === 'exists') return [true, false];
  const person = personAt(500);
  const values: unknown[] = {
    number: [99_900, 50_000, 3],
    time: [new Date().toISOString(), new Date(0).toISOString()],
    boolean: [true, false],
    text: [
      { email: 'person-500@example.com', company_domain: person.current_company!.domain }[field as 'email'] ??
        person.name,
      ...(field === 'country_code' ? ['DE'] : []),
      ...(type === 'contains' ? ['son', 'on'] : []),
    ],
  }[FILTER_FIELD_KINDS[field]];
  if (type === 'in') return [values.slice(0, 1), values];
  return type === 'between' ? values.map((value) => [value, values[0]]) : values;
}

/** The share of the ten nearest people that a search finds, beside the comparison of all vectors. */
async function recall({ database }: Bench): Promise<Measurement[]> {
  const found = FILTERS.map(() => 0);
  const expected = FILTERS.map(() => 0);
  const vectors = await embedder.embed(QUERIES, new AbortController().signal);
  for (const [index, vector] of vectors.entries()) {
    const text = JSON.stringify(vector);
    const exact = await database.query<{ id: string }>(
      `select profile_id as id from embeddings where profile_id is not null
        order by embedding operator(extensions.<=>) $1::text::extensions.vector`,
      [text],
    );
    for (const [number, [, filter]] of FILTERS.entries()) {
      const those = filter && (await idsOf(database, filter));
      const nearest = exact.rows
        .map(({ id }) => id)
        .filter((id) => those === null || those.has(id))
        .slice(0, LIMIT);
      const query = {
        text: QUERIES[index],
        mode: 'semantic',
        vector: text,
        model: embedder.space,
        filter,
        limit: LIMIT,
      };
      const ids = await searched(database, query);
      expected[number]! += nearest.length;
      found[number]! += nearest.filter((id) => ids.has(id)).length;
    }
  }
  return FILTERS.map(([share], number) =>
    compare(
      `missed of the nearest, ${share}`,
      expected[number]! - found[number]!,
      'of all',
      expected[number]!,
      0.02,
      'people',
    ),
  );
}

async function idsOf(database: EmbeddedDriver, filter: FilterNode): Promise<Set<string>> {
  const { rows } = await database.query<{ ids: string[] }>(
    `select newest_people(condition, $1, 0, null, 1000000) as ids from filter_condition($1) as condition`,
    [JSON.stringify(filter)],
  );
  return new Set(rows[0]!.ids);
}

async function searched(database: EmbeddedDriver, query: object): Promise<Set<string>> {
  const { rows } = await database.query<{ found: { rows: { profile: { id: string } }[] } }>(
    'select search_profiles($1) as found',
    [JSON.stringify(query)],
  );
  return new Set(rows[0]!.found.rows.map(({ profile }) => profile.id));
}

/** A search over HTTP beside the statement that it runs, one after the other. */
async function overhead({ database, call }: Bench): Promise<Measurement[]> {
  const service: number[] = [];
  const bare: number[] = [];
  const vectors = await embedder.embed(QUERIES, new AbortController().signal);
  for (let round = 0; round < 5; round++) {
    for (const [index, text] of QUERIES.entries()) {
      const filter = FILTERS[(round + index) % FILTERS.length]![1];
      service.push(await call('/search', { query: text, limit: LIMIT, ...(filter && { filter }) }));
      const vector = JSON.stringify(vectors[index]);
      const started = performance.now();
      await searched(database, { text, mode: 'hybrid', vector, model: embedder.space, filter, limit: LIMIT });
      bare.push(performance.now() - started);
    }
  }
  return [
    compare('search, p50', at(service, 0.5), 'its statement', at(bare, 0.5), 1.2),
    compare('search, p95', at(service, 0.95), 'its statement', at(bare, 0.95), 1.2),
  ];
}

function at(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!;
}
