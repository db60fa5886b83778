import { absoluteTime, relativeTime } from '../core/format.js';
import { useEvery } from '../core/hooks.js';
import { html, useState } from '../lib/preact.js';

/** @param {{ at: string | null | undefined }} given */
export function Ago({ at }) {
  const [now, setNow] = useState(() => Date.now());
  useEvery(() => setNow(Date.now()), 20_000);
  if (!at) return html`<span class="muted">–</span>`;
  return html`<time datetime=${at} title=${absoluteTime(at)}>${relativeTime(at, Math.max(now, Date.now()))}</time>`;
}
