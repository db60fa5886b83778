import { LinkedInUrl } from '../model/linkedin-url.js';
import type { IngestRequest } from '../pipeline/ingest-request.js';
import type { ProfileToIngest } from './dto/profile-to-ingest.dto.js';

/** ProfileToIngest → IngestRequest, of an item that has passed validation. */
export function ingestRequest({
  linkedin_url,
  suggested_role,
  name,
  include_companies,
}: ProfileToIngest): IngestRequest {
  const url = LinkedInUrl.safeParse(linkedin_url);
  if (url === null) throw new TypeError('An item with an invalid URL passed validation');
  return { url, suggested_role, name: name?.trim() || null, include_companies: include_companies ?? true };
}
