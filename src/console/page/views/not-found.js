import { html } from '../lib/preact.js';
import { Page } from '../ui/page.js';

export const NotFound = () => html`
  <${Page} title="Nothing is here" lead=${html`This link leads nowhere. <a href="#/">Go to the overview</a>`} />
`;
