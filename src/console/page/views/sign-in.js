import { ApiError, call } from '../core/api.js';
import { useAction, useLoad } from '../core/hooks.js';
import { html, useEffect, useState } from '../lib/preact.js';
import { Field } from '../ui/fields.js';
import { Notice, Problem } from '../ui/notices.js';

/** Some routes need no key, but only in local mode. */
async function isLocal(signal) {
  return call('GET', '/system/info', { signal, key: null }).then(
    () => true,
    (error) => {
      if (error instanceof ApiError && error.status !== 0) return false;
      throw error;
    },
  );
}

/** A valid key without the scope to read events is accepted too. @throws {ApiError} for a key that is not valid */
async function check(key) {
  await call('GET', '/api/v1/events', { query: { limit: 1 }, key }).catch((error) => {
    if (error.code === 'UNAUTHORIZED' || error.status === 0) throw error;
  });
}

/** Leaves out the suggestions, which explain how programs send a key; the page explains where to find it. */
function forPeople(error) {
  return error?.code === 'UNAUTHORIZED' ? { message: error.message, details: error.details } : error;
}

/** @param {{ onKey: (key: string) => void, wasRejected: boolean }} given */
export function SignIn({ onKey, wasRejected }) {
  const [key, setKey] = useState('');
  const local = useLoad(isLocal);
  const entry = useAction(async () => {
    await check(key.trim());
    onKey(key.trim());
  });
  useEffect(() => {
    document.title = 'Profile service';
  }, []);
  const submit = (event) => {
    event.preventDefault();
    void entry.run();
  };
  return html`
    <main class="sign-in">
      <p class="name"><span class="mark" aria-hidden="true"></span>Profile service</p>
      <h1>Enter your API key</h1>
      <p class="lead">Upload lists, watch jobs, and search the stored people.</p>
      ${
        wasRejected &&
        html`<${Notice} tone="warn" title="The key is no longer valid"><p>Enter another one to continue.</p></${Notice}>`
      }
      <form class="card" onSubmit=${submit}>
        <${Field} label="API key" hint="Kept for this tab only, until you close it">
          <input
            type="password"
            autocomplete="off"
            spellcheck="false"
            required
            value=${key}
            onInput=${(event) => setKey(event.target.value)}
            ref=${(input) => !key && input?.focus()}
          />
        </${Field}>
        <p><button class="primary" disabled=${entry.isBusy}>${entry.isBusy ? 'Checking …' : 'Open the console'}</button></p>
        <${Problem} error=${forPeople(entry.error) ?? local.error} />
      </form>
      ${
        local.data === true &&
        html`
          <div class="card quiet">
            <h2>This service runs in local mode</h2>
            <p>
              Its key is in the file <code>api-key</code> of the data directory, <code>.data</code> by default, and was
              shown where the service was started.
            </p>
            <p><button onClick=${() => onKey('')}>Continue without a key</button></p>
            <p class="hint">Jobs, uploads, spend and health work without it. People, events and webhooks do not.</p>
          </div>
        `
      }
      ${local.data === false && html`<p class="muted small">Ask the operator of this service for a key.</p>`}
    </main>
  `;
}
