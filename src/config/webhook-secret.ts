const SHORTEST = 24;
const LONGEST = 64;

/** Problems of WEBHOOK_SECRET, as Standard Webhooks describes secrets. Never repeats it. */
export function webhookSecretProblems({ WEBHOOK_SECRET: secret }: { WEBHOOK_SECRET?: string }): string[] {
  if (secret === undefined) return [];
  const [, base64] = /^whsec_((?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?)$/.exec(secret) ?? [];
  const { length } = Buffer.from(base64 ?? '', 'base64');
  if (length >= SHORTEST && length <= LONGEST) return [];
  return [
    `WEBHOOK_SECRET must be whsec_ and ${SHORTEST} to ${LONGEST} bytes in base64; make one with: echo whsec_$(openssl rand -base64 32)`,
  ];
}
