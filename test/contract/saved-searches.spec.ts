import { hasRealPostgres } from '../support/real-postgres.js';
import { onEmbeddedPostgres, onPostgresServer } from './event-databases.js';
import { savedSearchesContract } from './saved-searches.contract.js';

savedSearchesContract('the embedded Postgres', onEmbeddedPostgres);
if (hasRealPostgres) savedSearchesContract('a Postgres server', onPostgresServer);
