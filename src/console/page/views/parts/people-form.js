import { get } from '../../core/api.js';
import { useThrottled } from '../../core/hooks.js';
import { html, useState } from '../../lib/preact.js';
import { Field } from '../../ui/fields.js';

const MODES = [
  ['hybrid', 'Words and meaning'],
  ['lexical', 'Words only'],
  ['semantic', 'Meaning only'],
];

const FILTERS = [
  ['current_title', 'Title'],
  ['company', 'Company'],
  ['skill', 'Skill'],
  ['country_code', 'Country code'],
];

const ROLES = ['CTO', 'CIO', 'CISO'];

/** @param {Record<string, string>} conditions text by field @returns {object | undefined} the filter of a search */
export function filterOf(conditions) {
  const list = Object.entries(conditions)
    .filter(([, value]) => value.trim() !== '')
    .map(([field, value]) => ({ field, type: isExact(field) ? '=' : 'contains', value: value.trim() }));
  return list.length === 0 ? undefined : { op: 'and', conditions: list };
}

const isExact = (field) => field === 'suggested_role' || field === 'country_code';

/** @param {{ search: any, onSearch: (search: any) => void, hasKey: boolean }} given */
export function PeopleForm({ search, onSearch, hasKey }) {
  const [draft, setDraft] = useState(search);
  const change = (part) => setDraft((before) => ({ ...before, ...part }));
  const setCondition = (field, value) => {
    const next = { ...draft, conditions: { ...draft.conditions, [field]: value } };
    setDraft(next);
    return next;
  };
  const submit = (event) => {
    event.preventDefault();
    onSearch(draft);
  };
  const choose = (part) => {
    change(part);
    onSearch({ ...draft, ...part });
  };
  const count = Object.values(draft.conditions).filter((value) => value.trim() !== '').length;
  return html`
    <form class="card search" role="search" onSubmit=${submit}>
      <div class="search-line">
        <input
          type="search"
          aria-label="Search for people"
          placeholder="security leader for cloud platforms"
          value=${draft.query}
          onInput=${(event) => change({ query: event.target.value })}
        />
        <select aria-label="Mode" onChange=${(event) => choose({ mode: event.target.value })}>
          ${MODES.map(([value, text]) => html`<option value=${value} selected=${value === draft.mode}>${text}</option>`)}
        </select>
        <button class="primary">Search</button>
      </div>
      <details open=${count > 0 || undefined}>
        <summary>Filters${count > 0 ? ` (${count})` : ''}</summary>
        <div class="fields">
          ${FILTERS.map(
            ([field, label]) => html`
              <${Suggested}
                key=${field}
                field=${field}
                label=${label}
                value=${draft.conditions[field] ?? ''}
                hasKey=${hasKey}
                onInput=${(value) => setCondition(field, value)}
              />
            `,
          )}
          <${Field} label="Role">
            <select onChange=${(event) => onSearch(setCondition('suggested_role', event.target.value))}>
              <option value="">Any</option>
              ${ROLES.map((role) => html`<option selected=${role === draft.conditions.suggested_role}>${role}</option>`)}
            </select>
          </${Field}>
        </div>
        <p class="actions">
          <button>Apply</button>
          ${count > 0 && html`<button type="button" onClick=${() => choose({ conditions: {} })}>Clear the filters</button>`}
        </p>
      </details>
    </form>
  `;
}

/** Empty if they cannot be read, because suggestions are optional. */
async function mostCommon(field, q) {
  const { data } = await get('/api/v1/profiles/facets', { field, q, limit: 12 }).catch(() => ({ data: [] }));
  return data;
}

/** Suggests the most common values that begin with the entered text. */
function Suggested({ field, label, value, onInput, hasKey }) {
  const [values, setValues] = useState([]);
  const suggest = useThrottled(() => {
    if (hasKey) void mostCommon(field, value).then(setValues);
  }, 250);
  const type = (event) => {
    onInput(event.target.value);
    suggest();
  };
  return html`
    <${Field} label=${label}>
      <input list=${`values-${field}`} autocomplete="off" value=${value} onInput=${type} onFocus=${suggest} />
    </${Field}>
    <datalist id=${`values-${field}`}>
      ${values.map((option) => html`<option value=${option.value}>${option.count}</option>`)}
    </datalist>
  `;
}
