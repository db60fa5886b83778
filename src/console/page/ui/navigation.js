import { addressOf } from '../core/api.js';
import { html, useEffect, useState } from '../lib/preact.js';

const GROUPS = [
  [null, [['', 'Overview']]],
  [
    'Enrich',
    [
      ['upload', 'Upload a list'],
      ['batches', 'Look up URLs'],
      ['jobs', 'Jobs'],
    ],
  ],
  ['Find', [['people', 'People']]],
  [
    'Observe',
    [
      ['analytics', 'Analytics'],
      ['spend', 'Spend'],
      ['events', 'Events'],
      ['webhooks', 'Webhooks'],
    ],
  ],
];

/** @param {{ section: string, hasKey: boolean, onSignOut: () => void }} given */
export function Navigation({ section, hasKey, onSignOut }) {
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => setIsOpen(false), [section]);
  return html`
    <header class="side">
      <div class="brand">
        <a href="#/" class="name"><span class="mark" aria-hidden="true"></span>Profile service</a>
        <button class="menu" aria-expanded=${String(isOpen)} aria-controls="nav" onClick=${() => setIsOpen(!isOpen)}>
          Menu
        </button>
      </div>
      <nav id="nav" class=${isOpen ? 'open' : ''} aria-label="Console">
        ${GROUPS.map(
          ([title, links]) => html`
            <div class="group">
              ${title && html`<p class="group-title">${title}</p>`}
              <ul>
                ${links.map(
                  ([name, text]) => html`
                    <li>
                      <a href=${`#/${name}`} aria-current=${section === name ? 'page' : undefined}>${text}</a>
                    </li>
                  `,
                )}
              </ul>
            </div>
          `,
        )}
        <div class="group foot">
          <ul>
            <li><a href=${addressOf('/docs')}>API documentation</a></li>
            <li><button class="plain" onClick=${onSignOut}>${hasKey ? 'Forget the key' : 'Enter the key'}</button></li>
          </ul>
        </div>
      </nav>
    </header>
  `;
}
