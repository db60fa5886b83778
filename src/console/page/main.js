import { App } from './app.js';
import { html, render } from './lib/preact.js';

const root = document.querySelector('#app');
root.replaceChildren();
render(html`<${App} />`, root);
