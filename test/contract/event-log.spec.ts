import { isFullExtent } from '../support/extent.js';
import { hasRealPostgres } from '../support/real-postgres.js';
import { onEmbeddedPostgres, onPostgresServer } from './event-databases.js';
import { eventLogContract } from './event-log.contract.js';

const RUNS = isFullExtent ? 100 : 10;

eventLogContract('the embedded Postgres', onEmbeddedPostgres, RUNS);
if (hasRealPostgres) eventLogContract('a Postgres server', onPostgresServer, RUNS);
