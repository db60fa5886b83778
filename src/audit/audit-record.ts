/** What is recorded. A new action also belongs into docs/deployment.md. */
export const auditActions = [
  'token.added',
  'token.renewed',
  'token.reactivated',
  'token.deleted',
  'profile.deleted',
  'linkedin_profile.deleted',
  'jobs.cleaned',
  'job.max_credits_changed',
  'person.erased',
  'people.suppressed',
  'suppression.removed',
  'webhook.created',
  'webhook.changed',
  'webhook.secret_rotated',
  'webhook.deleted',
  'saved_search.created',
  'saved_search.deleted',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** What was done; never contains personal data or secrets. */
export interface AuditEntry {
  action: AuditAction;
  /** The ID of what was changed; null if there is none, or if it is personal data. */
  target: string | null;
  details?: Record<string, string | number>;
}

/** By whom, and in which request. */
export interface AuditContext {
  /** The name of the API key; `local` without one, which is only possible in local mode. */
  key_name: string;
  address: AddressClass;
  request_id: string;
}

/** Where a request came from, without its address. */
export type AddressClass = 'loopback' | 'private' | 'public';

export interface AuditRecord extends AuditContext {
  id: string;
  at: Date;
  action: AuditAction;
  target: string | null;
  details: Record<string, string | number>;
}
