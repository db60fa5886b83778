import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { failureText } from '../../clients/cli/failure.js';
import { joined } from '../../clients/cli/output.js';
import { resultsFile, writeResults } from '../../clients/cli/results-file.js';
import { connect } from '../../clients/typescript/src/index.js';

describe('a file of results', () => {
  const folder = mkdtempSync(join(tmpdir(), 'results-file-'));
  const path = join(folder, 'results.csv');

  async function write(answer: RequestListener): Promise<void> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    try {
      await writeResults(client, 'job-1', resultsFile(path));
    } finally {
      server.close();
    }
  }

  it('is not written when the connection ends early, and what was there stays', async () => {
    writeFileSync(path, 'of yesterday');
    const written = write((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      response.write('name\nAda\n', () => response.destroy());
    });
    await expect(written).rejects.toThrow(/results\.csv was not written: .+\n {2}Try again: npx \. status job-1 --out/);
    expect(readdirSync(folder)).toEqual(['results.csv']);
    expect(readFileSync(path, 'utf8')).toBe('of yesterday');
  });

  it('is replaced when all of it has arrived', async () => {
    await write((_request, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('name\nAda\n'));
    expect(readFileSync(path, 'utf8')).toBe('name\nAda\n');
    expect(readdirSync(folder)).toEqual(['results.csv']);
  });
});

describe('text from elsewhere', () => {
  it('cannot control the terminal', () => {
    expect(joined(['Ada\u001b[2J', '\u202eLovelace', null, 'a\nb'])).toBe('Ada[2J · Lovelace · a b');
    expect(failureText(new Error('no\u001b]0;x\u0007\n  second line'))).toBe('no]0;x\n  second line');
  });
});
