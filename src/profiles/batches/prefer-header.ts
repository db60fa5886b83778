/** Whether the client asked for `respond-async` (RFC 7240); other preferences are ignored. */
export function prefersAsync(header: string | undefined): boolean {
  return (header ?? '').split(',').some((preference) => /^respond-async\s*(;|=|$)/i.test(preference.trim()));
}
