const OLDEST = [22, 12] as const;

/** A one-line message if the Node version is too old; otherwise null. */
export function oldNodeNotice(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return null;
  return `This service requires Node ${OLDEST.join('.')} or later, but is running on ${version}. Use "npm start", which brings its own Node.`;
}
