import { html, useEffect, useState } from './lib/preact.js';
import { whenKeyIsRejected } from './core/api.js';
import { forgetKey, keepKey, keptKey, takeKeyFromLink } from './core/key.js';
import { routeOf } from './core/url.js';
import { Navigation } from './ui/navigation.js';
import { Analytics } from './views/analytics.js';
import { Batch } from './views/batch.js';
import { Batches } from './views/batches.js';
import { Events } from './views/events.js';
import { Job } from './views/job.js';
import { Jobs } from './views/jobs.js';
import { NotFound } from './views/not-found.js';
import { Overview } from './views/overview.js';
import { People } from './views/people.js';
import { Person } from './views/person.js';
import { SignIn } from './views/sign-in.js';
import { Spend } from './views/spend.js';
import { Upload } from './views/upload.js';
import { Webhook } from './views/webhook.js';
import { Webhooks } from './views/webhooks.js';

/** Views by the first part of the route: the list, and one entry of it. */
const VIEWS = {
  '': [Overview],
  upload: [Upload],
  jobs: [Jobs, Job],
  batches: [Batches, Batch],
  people: [People, Person],
  events: [Events],
  webhooks: [Webhooks, Webhook],
  analytics: [Analytics],
  spend: [Spend],
};

export function App() {
  const [key, setKey] = useState(() => (takeKeyFromLink(), keptKey()));
  const [wasRejected, setWasRejected] = useState(false);
  const route = useRoute();
  // A link with a key may have been opened.
  useEffect(() => setKey(keptKey()), [route]);

  const signIn = (given) => {
    keepKey(given);
    setWasRejected(false);
    setKey(given);
  };
  const signOut = () => {
    forgetKey();
    setKey(null);
  };
  useEffect(() => {
    whenKeyIsRejected(() => {
      setWasRejected(true);
      signOut();
    });
  }, []);

  if (key === null) return html`<${SignIn} onKey=${signIn} wasRejected=${wasRejected} />`;
  const [section = '', id] = route.parts;
  const View = VIEWS[section]?.[id === undefined ? 0 : 1] ?? NotFound;
  return html`
    <button class="skip" onClick=${() => document.querySelector('main')?.focus()}>Skip to content</button>
    <${Navigation} section=${section} hasKey=${key !== ''} onSignOut=${signOut} />
    <main tabindex="-1">
      <${View} key=${`${section}/${id ?? ''}`} id=${id} query=${route.query} hasKey=${key !== ''} />
    </main>
  `;
}

function useRoute() {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const change = () => {
      takeKeyFromLink();
      setRoute(routeOf(location.hash));
      scrollTo(0, 0);
    };
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return route;
}
