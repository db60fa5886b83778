import { html } from '../../lib/preact.js';
import { Field } from '../../ui/fields.js';

const PRIORITIES = [
  ['LOW', 'Low'],
  ['NORMAL', 'Normal'],
  ['HIGH', 'High'],
  ['URGENT', 'Urgent'],
];

/**
 * Options of a job; those that are not set have the default of the service.
 * @param {{ options: { priority: string, config: Record<string, any> }, onChange: (options: any) => void }} given
 */
export function JobOptions({ options, onChange }) {
  const { priority, config } = options;
  const setNumber = (name) => (event) => {
    const { [name]: _before, ...others } = config;
    const text = event.target.value;
    onChange({ ...options, config: text === '' ? others : { ...others, [name]: Number(text) } });
  };
  const companies = (event) => onChange({ ...options, config: { ...config, include_companies: event.target.checked } });
  return html`
    <details class="card">
      <summary>Options</summary>
      <div class="fields">
        <${Field} label="Priority">
          <select value=${priority} onChange=${(event) => onChange({ ...options, priority: event.target.value })}>
            ${PRIORITIES.map(([value, text]) => html`<option value=${value} selected=${value === priority}>${text}</option>`)}
          </select>
        </${Field}>
        <${Field} label="Budget in credits" hint="The job stops looking up people when it is used up">
          <input type="number" min="0" placeholder="No limit" value=${config.max_credits ?? ''} onChange=${setNumber('max_credits')} />
        </${Field}>
        <${Field} label="Use stored people up to this age, in hours" hint="They cost no credits">
          <input type="number" min="0" placeholder="Always look up" value=${config.max_age_hours ?? ''} onChange=${setNumber('max_age_hours')} />
        </${Field}>
        <label class="check">
          <input type="checkbox" checked=${Boolean(config.include_companies)} onChange=${companies} />
          Look up the companies of each person too
        </label>
      </div>
    </details>
  `;
}
