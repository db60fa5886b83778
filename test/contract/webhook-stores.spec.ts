import { hasRealPostgres } from '../support/real-postgres.js';
import { onEmbeddedPostgres, onPostgresServer } from './event-databases.js';
import { webhookStoresContract } from './webhook-stores.contract.js';

webhookStoresContract('the embedded Postgres', onEmbeddedPostgres);
if (hasRealPostgres) webhookStoresContract('a Postgres server', onPostgresServer);
