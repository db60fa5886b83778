import { WebhookTargets } from '../../src/events/webhooks/target/webhook-targets.js';
import { FakeHostAddresses } from './fake-host-addresses.js';
import { settings } from './settings.js';

/** Targets with these allowed hosts, comma-separated. */
export const webhookTargets = (allowed = '', addresses = new FakeHostAddresses()) =>
  new WebhookTargets(settings({ WEBHOOK_ALLOWED_HOSTS: allowed }), addresses);
