import fc from 'fast-check';

const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789-_éßñøŁЖяアリ李雷אב'];

/** A member's public ID, in several scripts. */
export function slug() {
  return fc
    .array(fc.constantFrom(...letters), { minLength: 3, maxLength: 40 })
    .map((characters) => characters.join(''))
    .filter((text) => !/^[-_]/.test(text));
}

/** One of the URL formats for a member. */
export function spellingOf(name: string) {
  const path = fc.constantFrom(name, encodeURIComponent(name), encodedThroughout(name), name.normalize('NFD'));
  return fc
    .record({
      before: fc.constantFrom('', ' ', '\uFEFF', '\t\n', '\u200B'),
      scheme: fc.constantFrom('https://', 'http://', 'HTTPS://', '//', ''),
      host: fc.constantFrom(
        'www.linkedin.com',
        'linkedin.com',
        'de.linkedin.com',
        'WWW.LinkedIn.COM',
        'm.linkedin.com',
      ),
      folder: fc.constantFrom('/in/', '/IN/', '/In/', '//in//'),
      path,
      after: fc.constantFrom('', '/', '/details/experience', '/en', '/recent-activity/all/'),
      query: fc.constantFrom('', '?', '?trk=x', '?a=1&b=/in/other'),
      fragment: fc.constantFrom('', '#', '#about', '#/in/other'),
      end: fc.constantFrom('', ' ', '\uFEFF', '\r\n'),
    })
    .map(({ before, scheme, host, folder, path: written, after, query, fragment, end }) =>
      [before, scheme, host, folder, written, after, query, fragment, end].join(''),
    );
}

/** Hosts that are not LinkedIn, most of them made to look like it. */
export function foreignHost() {
  const word = fc.stringMatching(/^[a-z]{1,10}$/);
  return fc.oneof(
    fc.domain().filter((host) => !/(^|\.)linkedin\.com$/i.test(host)),
    word.map((name) => `linkedin.com.${name}.example`),
    word.map((name) => `${name}linkedin.com`),
    word.map((name) => `linkedin.com-${name}.com`),
    word.map((name) => `linkedin.${name}`).filter((host) => host !== 'linkedin.com'),
    word.map((name) => `www.linkedin.com@${name}.example`),
    word.map((name) => `${name}.example\\.linkedin.com`),
    word.filter((name) => !/^(www|m|touch|[a-z]{2})$/.test(name)).map((name) => `${name}.linkedin.com`),
    fc.constantFrom(
      'linkedın.com',
      'linkedin.com.',
      'linkedin.com:8080',
      'user@linkedin.com',
      'xn--linkedn-xza.com',
      '127.0.0.1',
      '[::1]',
    ),
  );
}

function encodedThroughout(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
