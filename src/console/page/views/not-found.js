import { html } from '../lib/preact.js';
import { Page } from '../ui/page.js';

export const NotFound = () => html`
  <${Page} title="Page not found" lead=${html`The console has no page at this address. <a href="#/">Go to the overview</a>`} />
`;
