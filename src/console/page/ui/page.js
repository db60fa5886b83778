import { html, useEffect, useRef } from '../lib/preact.js';

/**
 * The head of every view. The title gets the focus, so that screen readers announce it.
 * @param {{ title: string, lead?: unknown, back?: [href: string, text: string], actions?: unknown, children?: unknown }} given
 */
export function Page({ title, lead, back, actions, children }) {
  const heading = useRef(null);
  useEffect(() => {
    document.title = `${title} – Profile service`;
  }, [title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return html`
    <div class="page-head">
      <div>
        ${
          back &&
          html`<p class="back">
            <a href=${back[0]}><span aria-hidden="true">← </span>${back[1]}</a>
          </p>`
        }
        <h1 tabindex="-1" ref=${heading}>${title}</h1>
        ${lead && html`<p class="lead">${lead}</p>`}
      </div>
      ${actions && html`<div class="actions">${actions}</div>`}
    </div>
    ${children}
  `;
}

/** @param {{ title: string, aside?: unknown, children?: unknown, class?: string }} given */
export function Section({ title, aside, children, class: name = '' }) {
  return html`
    <section class=${`card ${name}`}>
      <div class="card-head">
        <h2>${title}</h2>
        ${aside}
      </div>
      ${children}
    </section>
  `;
}
