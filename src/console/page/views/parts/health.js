import { counted, number } from '../../core/format.js';
import { COMPONENT } from '../../core/words.js';
import { html } from '../../lib/preact.js';
import { Badge } from '../../ui/status.js';

/** The state of each component, the worst first. @param {{ state: any }} given */
export function Health({ state: { components, issues } }) {
  const order = ['unhealthy', 'degraded', 'healthy'];
  const parts = Object.entries(components).toSorted(
    ([, a], [, b]) => order.indexOf(a.status) - order.indexOf(b.status),
  );
  return html`
    <p class="verdict">
      ${issues.length === 0 ? 'Everything works.' : `${counted(issues.length, 'component')} of ${parts.length} need attention.`}
    </p>
    <ul class="lines">
      ${parts.map(
        ([name, part]) => html`
          <li class="health-line" key=${name}>
            <div>
              <p>${COMPONENT[name] ?? name}</p>
              <p class=${`small ${part.problem ? '' : 'muted'}`}>${part.problem ?? sentence(detail(name, part))}</p>
            </div>
            <${Badge} status=${part.status} />
          </li>
        `,
      )}
    </ul>
  `;
}

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function detail(name, part) {
  if (name === 'token_manager') {
    if (!part.total_tokens) return 'No tokens have been added';
    return `${part.available_tokens} of ${counted(part.total_tokens, 'token')} ready, ${number(part.available_capacity)} calls left today`;
  }
  if (name === 'worker') {
    if (!part.runs_here) return 'Runs in other processes';
    return part.processing_jobs > 0 ? `Processing ${counted(part.processing_jobs, 'job')}` : 'Ready for work';
  }
  if (name === 'profile_source') return part.sources.map(({ side }) => side).join(', ');
  return part.side ?? '';
}
