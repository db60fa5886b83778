import { call } from '../core/api.js';
import { useAction } from '../core/hooks.js';
import { linkTo } from '../core/url.js';
import { html, useState } from '../lib/preact.js';
import { Problem } from '../ui/notices.js';
import { Page } from '../ui/page.js';
import { DropArea } from './parts/drop-area.js';
import { JobOptions } from './parts/job-options.js';
import { UploadColumns, UploadSummary } from './parts/upload-preview.js';

/** Shows what was read of a file and what it may cost, before a job is created. */
export function Upload() {
  const [file, setFile] = useState(null);
  const [columns, setColumns] = useState({});
  const [options, setOptions] = useState({ priority: 'NORMAL', config: {} });
  const preview = useAction((chosen, choice, settings) => readOnly(chosen, choice, settings));
  const [read, setRead] = useState(null);

  const look = async (chosen, choice, settings) => {
    setFile(chosen);
    setColumns(choice);
    setOptions(settings);
    const answer = await preview.run(chosen, choice, settings);
    if (answer) setRead(answer);
  };
  const startOver = () => {
    setFile(null);
    setRead(null);
    setColumns({});
  };
  const start = useAction(async () => {
    const { job_id } = await call('POST', '/jobs/upload', {
      body: formOf(file, columns, options),
      headers: { 'Idempotency-Key': read.key },
    });
    location.hash = linkTo(['jobs', job_id]);
  });

  return html`
    <${Page}
      title="Upload a list"
      lead="A CSV or NDJSON file with email addresses, LinkedIn URLs, or both. LinkedIn’s own Connections.csv works as it is."
    >
      ${
        read === null &&
        html`
          <${DropArea} isBusy=${preview.isBusy} onFile=${(chosen) => look(chosen, {}, options)} />
          <p class="hint">No job starts yet: you first see what was read and what it may cost.</p>
        `
      }
      <${Problem} error=${preview.error} />
      ${
        read !== null &&
        html`
          <${UploadSummary} file=${file} read=${read}>
            <div class="actions">
              <button class="primary" disabled=${start.isBusy || preview.isBusy} onClick=${() => start.run()}>
                ${start.isBusy ? 'Starting …' : 'Start the job'}
              </button>
              <button onClick=${startOver}>Choose another file</button>
            </div>
            <${Problem} error=${start.error} />
          </${UploadSummary}>
          <${JobOptions} options=${options} onChange=${(settings) => look(file, columns, settings)} />
          <${UploadColumns} read=${read} columns=${columns} onColumns=${(choice) => look(file, choice, options)} />
        `
      }
    </${Page}>
  `;
}

/** Reads the file and estimates its cost, without creating a job. */
async function readOnly(file, columns, options) {
  const body = () => formOf(file, columns, options);
  const [list, estimate] = await Promise.all([
    call('POST', '/jobs/upload', { body: body(), query: { dry_run: true } }),
    call('POST', '/jobs/estimate', { body: body() }),
  ]);
  return { list, estimate, key: newKey() };
}

/** The idempotency key: clicking twice creates one job. Not `randomUUID`, which only secure pages have. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('');

/** The file must be last, because the service reads the form as it arrives. */
function formOf(file, columns, { priority, config }) {
  const form = new FormData();
  if (Object.keys(columns).length > 0) form.append('columns', JSON.stringify(columns));
  form.append('priority', priority);
  if (Object.keys(config).length > 0) form.append('config', JSON.stringify(config));
  form.append('file', file, file.name);
  return form;
}
