import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foreignHost, slug, spellingOf } from '../../test/support/linkedin-url.arbitraries.js';
import { LinkedInUrl } from './linkedin-url.js';

describe('LinkedInUrl', () => {
  it.each([
    'https://www.linkedin.com/in/ann/',
    'http://linkedin.com/in/ann',
    'linkedin.com/in/ann',
    '//www.linkedin.com/in/ann',
    'www.linkedin.com/in/ann/',
    'https://de.linkedin.com/in/ann',
    'HTTPS://WWW.LINKEDIN.COM/IN/ANN/',
    'https://www.linkedin.com/in/ann/?trk=public-profile&x=1#about',
    'https://www.linkedin.com/in/ann/details/experience/',
    'https://www.linkedin.com/in/%61nn/',
    'https%3A%2F%2Fwww.linkedin.com%2Fin%2Fann%2F',
    '\uFEFF  https://www.linkedin.com/in/ann/ \n',
    'linkedin.com:443/in/ann',
  ])('reads %j as the member ann', (spelling) => {
    expect(LinkedInUrl.safeParse(spelling)?.toString()).toBe('https://www.linkedin.com/in/ann/');
  });

  it.each([
    [42, 'url_type'],
    [null, 'url_type'],
    [['https://www.linkedin.com/in/ann/'], 'url_type'],
    ['', 'url_parsing'],
    ['   ', 'url_parsing'],
    ['not a url', 'url_parsing'],
    ['https://', 'url_parsing'],
    ['ftp://www.linkedin.com/in/ann', 'url_scheme'],
    ['javascript:alert(1)', 'url_scheme'],
    ['mailto:ann@linkedin.com', 'url_scheme'],
    [`https://www.linkedin.com/in/${'a'.repeat(2083)}`, 'url_too_long'],
    ['https://www.linkedin.com/company/acme/', 'linkedin_url'],
    ['https://www.linkedin.com/in/', 'linkedin_url'],
    ['https://www.linkedin.com/in/../company/acme', 'linkedin_url'],
    ['https://www.linkedin.com/in/%2e%2e/company/acme', 'linkedin_url'],
    ['https://www.linkedin.com/in/a%2Fb', 'linkedin_url'],
    ['https://www.linkedin.com/in/%E0%A4%A', 'linkedin_url'],
    ['https://example.com/in/ann', 'linkedin_url'],
    ['https://linkedin.com.evil.example/in/ann', 'linkedin_url'],
    ['https://evil-linkedin.com/in/ann', 'linkedin_url'],
    ['https://www.linkedin.com@evil.example/in/ann', 'linkedin_url'],
    ['https://evil.example\\@www.linkedin.com/in/ann', 'linkedin_url'],
    ['https://user:pass@www.linkedin.com/in/ann', 'linkedin_url'],
    ['https://www.linkedin.com:8443/in/ann', 'linkedin_url'],
    ['https://evil.example/https://www.linkedin.com/in/ann', 'linkedin_url'],
  ])('refuses %j with %s', (value, problem) => {
    expect(LinkedInUrl.check(value)).toBe(problem);
  });

  it('reaches the same member from any spelling', () => {
    fc.assert(
      fc.property(
        slug().chain((name) => fc.tuple(fc.constant(name), spellingOf(name))),
        ([name, spelling]) => {
          expect(LinkedInUrl.safeParse(spelling)?.slug).toBe(LinkedInUrl.ofSlug(name).slug);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads its own text as itself', () => {
    fc.assert(
      fc.property(slug(), (name) => {
        const url = LinkedInUrl.ofSlug(name);
        expect(LinkedInUrl.safeParse(url.toString())?.slug).toBe(url.slug);
      }),
    );
  });

  it('refuses every host that is not LinkedIn', () => {
    fc.assert(
      fc.property(foreignHost(), (host) => {
        expect(LinkedInUrl.safeParse(`https://${host}/in/ann`)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (value) => void LinkedInUrl.check(value)));
  });

  it('keeps the case of an opaque member id', () => {
    const id = 'ACoAAAbCdEfGhIjKlMnOpQrStUvWxYz0123456';
    expect(LinkedInUrl.ofSlug(id).slug).toBe(id);
  });
});
