/**
 * A statement that empties the tables, in this order. Truncating takes 50 ms in the embedded Postgres whatever the tables hold, so
 * it is only for large ones.
 */
export function clearTables(...tables: string[]): string {
  const sizes = tables.map((table) => `pg_relation_size('${table}')`).join(' + ');
  const deletions = tables.map((table) => `delete from ${table};`).join(' ');
  return `do $$ begin
    if ${sizes} > 4000000 then truncate ${tables.join(', ')} cascade;
    else ${deletions} end if;
  end $$`;
}
