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
    'https://www.linkedin.com/in/ann\nPage 1 of 3',
    'www.linkedin.com/in/ann (LinkedIn)',
    'https://www.linkedin.com/in/ann,',
    'https://www.linkedin.com/in/ann, https://www.linkedin.com/in/bob',
    'https://www.linkedin.com/in/ann;jane@example.com',
    '(https://www.linkedin.com/in/ann)',
    '<https://www.linkedin.com/in/ann>',
    '"https://www.linkedin.com/in/ann".',
    '“https://www.linkedin.com/in/ann/”',
    '| https://www.linkedin.com/in/ann | CTO |',
    'https://www.linkedin.com/in/ann&trk=people-guest_profile',
    'https://www.linkedin.com/in/ann/&trk=people-guest_profile',
    'https://www.linkedin.com/in/ann%3Ftrk%3Dx',
    'https://www.linkedin.com/comm/in/ann?midToken=AQ',
    'https://www.linkedin.com/mwlite/in/ann',
    'https://www.linkedin.com/M/In/ann/',
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
    ['https://evil.example,https://www.linkedin.com/in/ann', 'linkedin_url'],
    ['Ann https://www.linkedin.com/in/ann', 'url_parsing'],
    ['https://www.linkedin.com/pub/dir/Ann/Lee', 'linkedin_url'],
    ['https://www.linkedin.com/pub/ann-lee/12/345', 'linkedin_url'],
    ['https://www.linkedin.com/comm/company/acme', 'linkedin_url'],
    ['https://www.linkedin.com/sales/lead/ACwAAAbCdEfGhIjKlMnOpQrStUvWxYz01234,NAME_SEARCH,x1', 'sales_navigator_url'],
    ['https://www.linkedin.com/sales/people/ACwAAAbCdEfGhIjKlMnOpQrStUvWxYz01234', 'sales_navigator_url'],
    ['https://www.linkedin.com/talent/profile/AEMAAAbCdEfGhIjKlMnOpQrStUvWxYz01234', 'recruiter_url'],
    ['https://www.linkedin.com/recruiter/profile/12345,abc', 'recruiter_url'],
  ])('refuses %j with %s', (value, problem) => {
    expect(LinkedInUrl.check(value)).toBe(problem);
  });

  it.each([
    ['https://sy.linkedin.com/pub/jan-kowalski/a7/576/b50?trk=biz_employee_pub', 'jan-kowalski-b50576a7'],
    ['linkedin.com/pub/ann-lee/12/345/678/', 'ann-lee-67834512'],
    ['https://www.linkedin.com/PUB/%C3%A9va-b/4B/698/A65/en', 'éva-b-a656984b'],
  ])('reads the old public address %s as the member %s', (url, member) => {
    expect(LinkedInUrl.safeParse(url)?.slug).toBe(member);
  });

  it.each([
    'https://www.linkedin.com/in/ACoAAAbCdEfGhIjKlMnOpQrStUvWxYz0123456,NAME_SEARCH,x1Yz',
    'https://www.linkedin.com/in/ACoAAAbCdEfGhIjKlMnOpQrStUvWxYz0123456%2CNAME_SEARCH%2Cx1Yz',
    'https://www.linkedin.com/in/ACoAAAbCdEfGhIjKlMnOpQrStUvWxYz0123456?miniProfileUrn=urn%3Ali%3Afs_miniProfile',
  ])('reads %s as the id of a member, its case kept', (url) => {
    expect(LinkedInUrl.safeParse(url)?.slug).toBe('ACoAAAbCdEfGhIjKlMnOpQrStUvWxYz0123456');
  });

  it('keeps a comma that belongs to the public id', () => {
    expect(LinkedInUrl.safeParse('https://www.linkedin.com/in/ann-lee%2C-phd-1234/')?.slug).toBe('ann-lee,-phd-1234');
    expect(LinkedInUrl.safeParse('https://www.linkedin.com/in/ann-lee,-phd-1234/')?.slug).toBe('ann-lee,-phd-1234');
  });

  it('finds the member whatever text follows the URL', () => {
    const text = fc.oneof(
      fc.constant(''),
      fc.string().map((after) => ` ${after}`),
      fc.string().map((after) => `\n${after}`),
    );
    const sign = fc.constantFrom('', ',', ';', ')', '.', '>', '"', '”', '),', '>;', '...');
    fc.assert(
      fc.property(slug(), sign, text, (name, punctuation, after) => {
        const pasted = `https://www.linkedin.com/in/${name}${punctuation}${after}`.slice(0, 2_000);
        expect(LinkedInUrl.safeParse(pasted)?.slug).toBe(LinkedInUrl.ofSlug(name).slug);
      }),
    );
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
