import type { Statements } from '../postgres/embedded/embedded-driver.js';

/** A function of the schema public, as far as a call has to know it. */
export interface DatabaseFunction {
  isSet: boolean;
  isVoid: boolean;
  /** In the order of the arguments. */
  types: string[];
  names: string[];
}

/** Null if there is none that takes these arguments. */
export async function findFunction(
  database: Statements,
  name: string,
  given: readonly string[],
): Promise<DatabaseFunction | null> {
  const { rows } = await database.query<DatabaseFunction>(
    `select proretset as "isSet", prorettype = 'void'::regtype as "isVoid", coalesce(proargnames, '{}') as names,
       array(
         select format_type(type, null) from unnest(proargtypes::oid[]) with ordinality as taken (type, place) order by place
       ) as types
     from pg_proc
     where pronamespace = 'public'::regnamespace and proname = $1 and coalesce(proargnames, '{}') @> $2::text[]`,
    [name, [...given]],
  );
  return rows[0] ?? null;
}

/**
 * The script that calls the function as PostgREST does: with the rights of the service, its arguments read from the JSON by their types.
 * A script is one transaction. Its last statement answers JSON text in the column `answer`, unless the function returns nothing.
 */
export function scriptOf(
  name: string,
  { isSet, isVoid, names, types }: DatabaseFunction,
  given: readonly string[],
  body: string,
): string {
  const columns = given.map((argument) => `${quoted(argument)} ${types[names.indexOf(argument)]}`);
  const values = given.map((argument) => `${quoted(argument)} => given.${quoted(argument)}`);
  const source = columns.length === 0 ? '' : `from json_to_record(${literal(body)}) as given (${columns.join(', ')})`;
  const call = `${quoted(name)}(${values.join(', ')})`;
  const statement = isSet
    ? `select coalesce(json_agg(found), '[]')::text as answer ${source === '' ? 'from' : `${source} cross join lateral`} ${call} as found`
    : isVoid
      ? `select ${call} ${source}`
      : `select coalesce(to_json(${call})::text, 'null') as answer ${source}`;
  return `set local role service_role; ${statement}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
