import { globSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commandsOf, ReadersFolder } from '../support/documents.js';
import { describeWith, THOROUGHNESS } from '../support/needed-programs.js';
import { aService, type Service } from '../support/service.js';

/** What each command prints, in the order of the document. */
const PRINTED: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  'README.md': [
    /"successful":1/,
    /"rows_read":12[^]*"total_items":1\b/,
    /completed, 9 fetched, 2 failed, 11 in total\n[^]*\n3 of \d+\n|^\d\.\d\d {2}/m,
  ],
  'docs/privacy.md': [/"receipt_id":/],
  'docs/guides/analytics.md': ['', /"totals":/, /"buckets":\[/],
  'docs/guides/batch.md': [
    '',
    /"successful":1,"failed":1/,
    /"cached":true/,
    '',
    /event: batch\.completed/,
    /"status":"completed"/,
  ],
  'docs/guides/command-line.md': [
    /^✓ /,
    /completed, 9 fetched, 2 failed, 11 in total\n$/,
    /"country_code": "DE"/,
    /^Erased 1 profiles/,
    /^Ready/,
  ],
  'docs/guides/curl.md': [
    '',
    /"successful":1/,
    '',
    /event: job\.completed\ndata: .*"processed_items":2/,
    /^status,error[^\n]*\ncompleted,[^\n]*jane\.doe@example\.com[^\n]*\nfailed,Profile not found/m,
    /"rows_read":12/,
    /"score":/,
    /"data":\[\{/,
    /^name,url,current_title\n\S/,
    /"suppressed":true/,
  ],
  'docs/guides/events.md': ['', '', /"type":"job\.created"/, /event: job\.completed\n/],
  'docs/guides/export.md': ['', ''],
  'docs/guides/idempotency.md': ['', /"job_id":"/],
  'docs/guides/lists.md': [
    '',
    /"job_id":null.*"rows_read":12/,
    /"to_fetch":\d+/,
    '',
    /"name":"Work mail","as":"email"/,
    /"total_items":2/,
    /"max_credits":5/,
    /"max_credits":200/,
    /event: job\.completed\n/,
    '',
  ],
  'docs/guides/saved-searches.md': ['', /"name":"Security leaders in Germany"/],
  'docs/guides/search.md': ['', '', ...Array<RegExp>(9).fill(/"data":\[\{/)],
  'docs/guides/webhooks.md': ['', /"secret":"whsec_/],
};

describeWith([THOROUGHNESS], 'commands in the documentation, in local mode', () => {
  let service: Service;
  let folder: ReadersFolder;

  beforeAll(async () => {
    service = await aService({ API_KEY: undefined });
    folder = new ReadersFolder(service);
  });
  afterAll(async () => {
    await service.close();
    folder.remove();
  });

  it.each(Object.keys(PRINTED))('work as they are: %s', async (document) => {
    const printed = await folder.outputs(commandsOf(document));
    const matchers = PRINTED[document]!.map((text) => (text === '' ? '' : expect.stringMatching(text)));
    expect(printed).toEqual(matchers);
  });

  it('write the files that they name', () => {
    expect(folder.read('results.csv')).toMatch(/^\uFEFF?Team,Priority,/);
    expect(folder.read('profiles.csv')).toMatch(/name.*\n.*\S/);
    expect(folder.read('companies.ndjson')).toMatch(/^$|^\{"/);
  });

  it('are all tried', () => {
    const documents = ['README.md', ...globSync('docs/{*,guides/*}.md')];
    expect(documents.filter((document) => commandsOf(document).length > 0).toSorted()).toEqual(
      Object.keys(PRINTED).toSorted(),
    );
  });
});
