import { post } from '../../core/api.js';
import { counted, words } from '../../core/format.js';
import { useAction } from '../../core/hooks.js';
import { html, useState } from '../../lib/preact.js';
import { Field } from '../../ui/fields.js';
import { Notice, Problem } from '../../ui/notices.js';
import { Section } from '../../ui/page.js';

/** Erasing cannot be undone, so the name has to be typed. @param {{ profile: any }} given */
export function ErasePerson({ profile: { name, url } }) {
  const [typed, setTyped] = useState('');
  const [receipt, setReceipt] = useState(null);
  const erasure = useAction(async () => setReceipt(await post('/api/v1/people/erase', { linkedin_url: url })));
  if (receipt !== null) return html`<${Receipt} receipt=${receipt} />`;
  if (!url || !name) return null;
  const submit = (event) => {
    event.preventDefault();
    void erasure.run();
  };
  return html`
    <${Section} title="Erase this person" class="danger-zone stack">
      <p class="small">
        Deletes all data about this person from every store, and keeps the person from being looked up again. This cannot be undone.
      </p>
      <form onSubmit=${submit}>
        <${Field} label=${`Type ${name} to confirm`}>
          <input autocomplete="off" value=${typed} onInput=${(event) => setTyped(event.target.value)} />
        </${Field}>
        <p><button class="danger" disabled=${typed.trim() !== name || erasure.isBusy}>${erasure.isBusy ? 'Erasing …' : 'Erase'}</button></p>
      </form>
      <${Problem} error=${erasure.error} />
    </${Section}>
  `;
}

function Receipt({ receipt: { receipt_id, removed } }) {
  const parts = Object.entries(removed).filter(([, count]) => count > 0);
  return html`
    <${Notice} tone="good" title="The person is erased">
      <p class="small">Receipt <code>${receipt_id}</code></p>
      <ul>${parts.map(([name, count]) => html`<li>${words(name)}: ${counted(count, 'row')}</li>`)}</ul>
      <p><a href="#/people">Back to people</a></p>
    </${Notice}>
  `;
}
