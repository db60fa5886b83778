import { schemaHistory } from '../../infrastructure/postgres/migrations/schema-history.js';

/** The migration history of the tables of jobs. */
export const jobsHistory = schemaHistory('schema_versions');
