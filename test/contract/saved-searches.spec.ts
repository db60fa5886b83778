import { describeWith } from '../support/needed-programs.js';
import { POSTGRES } from '../support/real-postgres.js';
import { onEmbeddedPostgres, onPostgresServer } from './event-databases.js';
import { savedSearchesContract } from './saved-searches.contract.js';

savedSearchesContract('the embedded Postgres', onEmbeddedPostgres);
describeWith([POSTGRES], 'on a server', () => savedSearchesContract('a Postgres server', onPostgresServer));
