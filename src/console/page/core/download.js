import { send } from './api.js';

/**
 * Saves a file that only a request with the key can get. Browsers keep a large one on the disk.
 * @param {string} path
 * @param {Record<string, unknown>} query
 * @param {string} name used unless the answer names the file
 */
export async function download(path, query, name) {
  const response = await send('GET', path, { query });
  const blob = await response.blob();
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = /filename="?([\w.-]+)"?/.exec(response.headers.get('Content-Disposition') ?? '')?.[1] ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
