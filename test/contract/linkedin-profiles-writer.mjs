// Saves rows until it is killed. Prints the address of each one after it was acknowledged.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [built, dataDirectory, from] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(join(built, 'dist', path)).href);
await import(pathToFileURL(join(built, 'node_modules/reflect-metadata/Reflect.js')).href);
const { DataDirectory } = await load('infrastructure/data-directory/data-directory.js');
const { DynamoDb } = await load('infrastructure/dynamodb/dynamodb.js');
const { embeddedDynamoDb } = await load('infrastructure/dynamodb/embedded/embedded-dynamodb.js');
const { DynamoDbLinkedInProfilesStore } = await load('linkedin-profiles/dynamodb-linkedin-profiles.store.js');

const dynamodb = new DynamoDb(embeddedDynamoDb(new DataDirectory({ DATA_DIR: dataDirectory })));
const store = new DynamoDbLinkedInProfilesStore(dynamodb, { DYNAMODB_TABLE_NAME: 'linkedin_profiles' });

for (let batch = Number(from); ; batch += 1) {
  const rows = Array.from({ length: 25 }, (_, index) => ({
    // A few addresses are repeated so that rows are replaced too.
    email: index < 5 ? `often-${index}@example.com` : `member-${batch}-${index}@example.com`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + batch * 1000),
    success: true,
    profile_data: { batch, about: 'text '.repeat(500) },
    token_used: null,
    email_number: index + 1,
    job_id: 'job',
  }));
  const outcomes = await store.saveAll(rows);
  for (const [index, { email }] of rows.entries()) {
    if (outcomes[index].status === 'saved') process.stdout.write(`${email} ${batch}\n`);
  }
}
