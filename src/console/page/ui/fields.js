import { html } from '../lib/preact.js';

/**
 * @param {{ label: string, hint?: unknown, children: unknown, class?: string }} given the control as the only child
 */
export function Field({ label, hint, children, class: name = '' }) {
  return html`
    <div class=${`field ${name}`}>
      <label><span class="field-label">${label}</span>${children}</label>
      ${hint && html`<p class="hint">${hint}</p>`}
    </div>
  `;
}

/**
 * Buttons to choose one of a few options.
 * @param {{ label: string, options: (readonly [value: string, text: string])[], value: string, onChange: (value: string) => void }} given
 */
export function Choice({ label, options, value, onChange }) {
  return html`
    <div class="choice" role="group" aria-label=${label}>
      ${options.map(
        ([option, text]) => html`
          <button type="button" aria-pressed=${String(option === value)} onClick=${() => onChange(option)}>
            ${text}
          </button>
        `,
      )}
    </div>
  `;
}

/**
 * Checkboxes to choose any of a few options.
 * @param {{ label: string, options: readonly string[], chosen: readonly string[], onChange: (chosen: string[]) => void }} given
 */
export function Several({ label, options, chosen, onChange }) {
  const toggle = (option) =>
    onChange(chosen.includes(option) ? chosen.filter((other) => other !== option) : [...chosen, option]);
  return html`
    <fieldset class="several">
      <legend>${label}</legend>
      ${options.map(
        (option) => html`
          <label
            ><input
              type="checkbox"
              checked=${chosen.includes(option)}
              onChange=${() => toggle(option)}
            />${option}</label
          >
        `,
      )}
    </fieldset>
  `;
}
