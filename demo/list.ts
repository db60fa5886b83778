import { openAsBlob } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { ended } from './job.ts';
import { bold, dim, fit, green, progress, red, yellow } from './style.ts';

const FILE = 'examples/people.csv';

interface Uploaded {
  job_id: string;
  total_items: number;
  rows_read: number;
  invalid_rows: { row: number; value: string; reason: string }[];
}

type Row = Record<string, string>;

/** A table of people goes in, and comes back filled. */
export async function fillList(url: string, apiKey: string): Promise<void> {
  console.log(`${bold('A list')}   POST /jobs/upload with ${FILE}, then GET /jobs/{job_id}/results?format=csv\n`);
  progress(dim('  sending the file …'));
  const form = new FormData();
  form.set('file', await openAsBlob(FILE, { type: 'text/csv' }), 'people.csv');
  const headers = { 'X-API-Key': apiKey };
  const response = await fetch(`${url}/jobs/upload`, { method: 'POST', headers, body: form });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const { job_id, total_items, rows_read, invalid_rows } = (await response.json()) as Uploaded;
  await ended(`${url}/jobs/${job_id}`, apiKey);
  progress('');
  const csv = await fetch(`${url}/jobs/${job_id}/results?format=csv`, { headers });
  for (const row of parse<Row>(await csv.text(), { columns: true })) console.log(line(row));
  for (const { row, value, reason } of invalid_rows)
    console.log(`  ${yellow('!')} row ${row} was left out: ${value} ${dim(reason)}`);
  console.log(dim(`    ${total_items} of ${rows_read} rows, with their own columns first\n`));
}

function line(row: Row): string {
  const own = `${fit(row['Team'] ?? '', 12)} ${fit(row['Priority'] ?? '', 7)}`;
  if (row['status'] !== 'completed') {
    return `  ${red('✗')} ${own} ${fit(row['Email'] || row['LinkedIn URL'] || '', 22)} ${row['error']}`;
  }
  const position = [row['current_title'], row['current_company']].filter(Boolean).join(' · ');
  return `  ${green('✓')} ${own} ${fit(row['name'] ?? '', 22)} ${fit(position, 50)} ${row['location']}`;
}
