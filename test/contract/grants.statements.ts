const VECTOR = `'[1${',0'.repeat(1_535)}]'`;
const ID = '00000000-0000-4000-8000-000000000000';
const company = `{"value":{"linkedin_id":"1","linkedin_url":"https://www.linkedin.com/company/1/"},"source":"test","fetched_at":"2026-01-01","raw":"{}","positions":[{"title":"CTO"}]}`;
const profile = `{"profile":{"public_id":"ann","url":"https://www.linkedin.com/in/ann/"},"raw":"{}","source":"test","fetched_at":"2026-01-01","requested_slug":"ann","companies":[${company}]}`;
const answer = '"raw":"{}","source":"test","fetched_at":"2026-01-02","suggested_role":null,"companies":null';
const byNumber = `{"profile":{"linkedin_id":"1","name":"Ann"},"email":"ann@example.com",${answer}}`;
const joining = `{"profile":{"linkedin_id":"1","public_id":"ann","name":"Ann"},${answer}}`;
const batch = `{"id":"${ID}","status":"pending","request":"{}","total_requested":1,"created_at":"2026-01-01"}`;
const embedding = `jsonb_build_object('model', 'm', 'text_hash', 'h', 'vector', ${VECTOR})`;

/** In this order, in one transaction: each statement with the rows that it returns. */
export const everythingTheServiceDoes: readonly (readonly [statement: string, rows: unknown[]])[] = [
  [`select profile_store_version() ~ '^\\d{14}$' as known`, [{ known: true }]],
  [`select save_profile('${profile}')->>'action' as action`, [{ action: 'created' }]],
  [`select find_profile('ann')->>'public_id' as found`, [{ found: 'ann' }]],
  [
    `select entry->>'action' as action from jsonb_array_elements(save_profiles('[${byNumber}, ${joining}]')) as entry`,
    [{ action: 'created' }, { action: 'updated' }],
  ],
  [`select count(*)::int as profiles from profiles`, [{ profiles: 1 }]],
  [`select profile_with_id(id)->>'public_id' as found from merged_profiles`, [{ found: 'ann' }]],
  // Nobody has seen yet what is stored in this transaction.
  [`update profiles set created_at = 'yesterday' returning name`, [{ name: 'Ann' }]],
  [`update profiles set name = 'Ann B' returning name`, [{ name: 'Ann B' }]],
  [`select changes_of_profile(id, 10)->0->>'field' as field from merged_profiles`, [{ field: 'name' }]],
  [`select profile_with_email('ann@example.com')->>'public_id' as found`, [{ found: 'ann' }]],
  [
    `select payloads_of(jsonb_build_array(jsonb_build_object('profile_id', id, 'source', 'test')), 1)->>0 as payload from profiles`,
    [{ payload: '{}' }],
  ],
  [`select profile_summaries(jsonb_agg(id))->0->>'source' as source from profiles`, [{ source: 'test' }]],
  [`select public_id, has_embedding from stored_profiles`, [{ public_id: 'ann', has_embedding: false }]],
  [`select jsonb_array_length(without_embedding('m', 10)) as missing`, [{ missing: 2 }]],
  [`select save_embedding((select id from profiles), null, ${embedding})::text as nothing`, [{ nothing: '' }]],
  [`select embedding_of_profile((select id from profiles))->>'model' as model`, [{ model: 'm' }]],
  [`select model from embeddings`, [{ model: 'm' }]],
  [`select jsonb_array_length(match_profiles(${VECTOR}, 'm', 10)) as near`, [{ near: 1 }]],
  [`select (list_profiles('{"name": null}', 10)->>'total')::int as total`, [{ total: 1 }]],
  [`select (list_companies('{"name": null}', 10)->>'total')::int as total`, [{ total: 1 }]],
  [
    `select scan_profiles('{"field": "name", "type": "contains", "value": "nn"}', null, 10)->>'next' as next`,
    [{ next: null }],
  ],
  [`select profile_facets('name', 'ann', null, 10)->0->>'count' as count`, [{ count: '1' }]],
  [
    `select search_profiles(jsonb_build_object('text', 'ann', 'mode', 'hybrid', 'vector', ${VECTOR}, 'model', 'm', 'limit', 1))->>'total' as total`,
    [{ total: '1' }],
  ],
  [`select jsonb_array_length(export_profiles('{"name": null}', 10)->'people') as scanned`, [{ scanned: 1 }]],
  [`select jsonb_array_length(scan_companies('{"name": null}', 10)) as scanned`, [{ scanned: 1 }]],
  [`select jsonb_array_length(find_companies('[{"linkedin_id": "1"}]')) as found`, [{ found: 1 }]],
  [`select jsonb_array_length(companies_of_profile((select id from profiles))) as held`, [{ held: 1 }]],
  [`select (profiles_of_company((select id from companies), 10)->>'total')::int as total`, [{ total: 1 }]],
  [`select linkedin_id from companies`, [{ linkedin_id: '1' }]],
  [`select save_batch('${batch}')::text as suppressed`, [{ suppressed: '[]' }]],
  [`select status from batches`, [{ status: 'pending' }]],
  // A release that is still running while this one is deployed.
  [
    `insert into batches (id, status, total_requested, created_at) values ('${ID}', 'pending', 1, now())
      on conflict (id) do update set status = 'completed' returning status`,
    [{ status: 'completed' }],
  ],
  [
    `select remember_misses('[{"by":"email","value":"bob@example.com","source":"test"}]')::text as nothing`,
    [{ nothing: null }],
  ],
  [
    `select known_people('[{"by":"email","value":"bob@example.com"}]', 60)->0->'misses'->0->>'source' as source`,
    [{ source: 'test' }],
  ],
  [`select forget_misses(now() + interval '1 day', 10) as forgotten`, [{ forgotten: 1 }]],
  [`select jsonb_array_length(batches_of_people('[]', null, 10)) as found`, [{ found: 1 }]],
  [
    `select replace_batch(jsonb_build_object('id', id, 'people', '[]'::jsonb), batch_version(b)) as replaced from batches b`,
    [{ replaced: true }],
  ],
  [`delete from batches where created_at < now() + interval '1 day' returning id`, [{ id: ID }]],
  [`select members_with_keys('{"slugs": ["ann"]}')->0->'linkedin_ids'->>0 as number`, [{ number: '1' }]],
  [`select delete_profiles_fetched_before('2000-01-01', 10) as deleted`, [{ deleted: 0 }]],
  [`select delete_profile((select id from merged_profiles)) as deleted`, [{ deleted: true }]],
  [`select save_profile('${profile}')->>'action' as action`, [{ action: 'created' }]],
  [`select (erase_people('{"slugs": ["ann"]}')->>'profiles')::int as erased`, [{ erased: 1 }]],
  [`select count(*)::int as left from profile_emails`, [{ left: 0 }]],
  [`select count(*)::int as left from embeddings`, [{ left: 0 }]],
  [
    `select distinct event->>'type' as type, (event->>'size')::int > 1 as several
      from jsonb_array_elements(take_event_bundles()->0->'events') as event where event->>'type' = 'profile.created'`,
    [{ type: 'profile.created', several: true }],
  ],
  [`select forget_event_bundles(jsonb_agg(id))::text as nothing from event_bundles`, [{ nothing: null }]],
  [`select count(*)::int as left from event_bundles`, [{ left: 0 }]],
];
