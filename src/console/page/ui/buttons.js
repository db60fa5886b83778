import { html, useState } from '../lib/preact.js';
import { useAction } from '../core/hooks.js';
import { Problem } from './notices.js';

/**
 * A button that calls the service, and shows an error beside it.
 * @param {{ run: () => Promise<unknown>, children: unknown, busy?: string, class?: string }} given
 */
export function ActionButton({ run, children, busy, class: name = '' }) {
  const action = useAction(run);
  return html`
    <span class="action">
      <button class=${name} disabled=${action.isBusy} onClick=${() => action.run()}>
        ${action.isBusy ? (busy ?? children) : children}
      </button>
      <${Problem} error=${action.error} />
    </span>
  `;
}

/** @param {{ pages: { hasMore: boolean, next: any } }} given */
export function More({ pages: { hasMore, next } }) {
  return html`
    <${Problem} error=${next.error} />
    ${
      hasMore &&
      html`
        <p class="more">
          <button disabled=${next.isBusy} onClick=${() => next.run()}>
            ${next.isBusy ? 'Loading …' : 'Show more'}
          </button>
        </p>
      `
    }
  `;
}

/** @param {{ text: string }} given */
export function CopyButton({ text }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setIsCopied(true);
  };
  // Browsers offer the clipboard to secure pages only.
  return navigator.clipboard && html`<button type="button" onClick=${copy}>${isCopied ? 'Copied' : 'Copy'}</button>`;
}

/**
 * A button that asks for confirmation.
 * @param {{ run: () => Promise<unknown>, ask: string, confirm: string, children: unknown, class?: string }} given
 */
export function ConfirmButton({ run, ask, confirm, children, class: name = '' }) {
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking) return html`<button class=${name} onClick=${() => setIsAsking(true)}>${children}</button>`;
  const done = () => run().then(() => setIsAsking(false));
  return html`
    <span class="ask" role="group" aria-label=${ask}>
      <span>${ask}</span>
      <${ActionButton} class="danger" run=${done}>${confirm}</${ActionButton}>
      <button onClick=${() => setIsAsking(false)} ref=${(button) => button?.focus()}>Keep</button>
    </span>
  `;
}
