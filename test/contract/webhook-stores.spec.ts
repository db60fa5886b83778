import { describeWith } from '../support/needed-programs.js';
import { POSTGRES } from '../support/real-postgres.js';
import { onEmbeddedPostgres, onPostgresServer } from './event-databases.js';
import { webhookStoresContract } from './webhook-stores.contract.js';

webhookStoresContract('the embedded Postgres', onEmbeddedPostgres);
describeWith([POSTGRES], 'on a server', () => webhookStoresContract('a Postgres server', onPostgresServer));
