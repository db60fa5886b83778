import { subjectOf } from '../core/format.js';
import { forgetKey, keptKey } from '../core/key.js';
import { html } from '../lib/preact.js';

/**
 * An error with the message and the suggestions of the service.
 * @param {{ error: any, onRetry?: () => void }} given
 */
export function Problem({ error, onRetry }) {
  if (!error) return null;
  const needsKey = error.code === 'UNAUTHORIZED' && keptKey() === '';
  return html`
    <div class="notice bad" role="alert">
      <p class="notice-title">${needsKey ? 'This needs the API key' : (error.message ?? 'Something went wrong')}</p>
      ${problemsOf(error, needsKey)}
      <p class="notice-actions">
        ${needsKey && html`<button onClick=${enterKey}>Enter the key</button>`}
        ${onRetry && !needsKey && html`<button onClick=${onRetry}>Try again</button>`}
        ${error.details?.request_id && html`<span class="faint">Request ${error.details.request_id}</span>`}
      </p>
    </div>
  `;
}

function problemsOf(error, needsKey) {
  if (needsKey) return html`<p>Without it, local mode shows jobs, uploads, spend and health only.</p>`;
  const problems = (error.problems ?? []).map(
    (problem) => html`<li class="break"><b>${subjectOf(problem)}</b> ${problem.message}</li>`,
  );
  const suggestions = (problems.length > 0 ? [] : (error.suggestions ?? [])).map((text) => html`<li>${text}</li>`);
  return (
    problems.length + suggestions.length > 0 &&
    html`<ul>
      ${problems}${suggestions}
    </ul>`
  );
}

function enterKey() {
  forgetKey();
  location.reload();
}

/** @param {{ title: string, children?: unknown }} given */
export function Empty({ title, children }) {
  return html`
    <div class="empty">
      <p class="empty-title">${title}</p>
      ${children && html`<p>${children}</p>`}
    </div>
  `;
}

/** @param {{ tone?: 'good' | 'warn' | 'bad' | 'info', title: unknown, children?: unknown }} given */
export function Notice({ tone = 'info', title, children }) {
  return html`
    <div class=${`notice ${tone}`} role="status">
      <p class="notice-title">${title}</p>
      ${children}
    </div>
  `;
}

export const Loading = () => html`
  <div class="loading" role="status"><span class="hidden">Loading</span><i></i><i></i><i></i></div>
`;

/**
 * The state of a request: its error, a placeholder while it loads, or the content.
 * @param {{ of: { data: any, error: any, reload: () => void }, children: (data: any) => unknown }} given
 */
export function Loaded({ of: { data, error, reload }, children }) {
  return html`
    ${error && html`<${Problem} error=${error} onRetry=${reload} />`}
    ${data === null ? !error && html`<${Loading} />` : children(data)}
  `;
}
