import { isFullExtent } from '../support/extent.js';
import { describeWith } from '../support/needed-programs.js';
import { POSTGRES } from '../support/real-postgres.js';
import { onEmbeddedPostgres, onPostgresServer } from './event-databases.js';
import { eventLogContract } from './event-log.contract.js';

const RUNS = isFullExtent ? 100 : 10;

eventLogContract('the embedded Postgres', onEmbeddedPostgres, RUNS);
describeWith([POSTGRES], 'on a server', () => eventLogContract('a Postgres server', onPostgresServer, RUNS));
