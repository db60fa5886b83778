import { describe, expect, it } from '@jest/globals';
import { InvalidRequestError } from '../../../common/errors/invalid-request.error.js';
import { FakeHostAddresses } from '../../../../test/support/fake-host-addresses.js';
import { webhookTargets } from '../../../../test/support/webhook-targets.js';

const names = new FakeHostAddresses({
  'private.example.com': [['10.0.0.7']],
  'metadata.example.com': [['169.254.169.254']],
  'mixed.example.com': [['93.184.215.14', '127.0.0.1']],
  'mapped.example.com': [['::ffff:127.0.0.1']],
  '127.0.0.1.nip.io': [['127.0.0.1']],
  'hooks.example.com': [['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c']],
});

const tricks: Record<string, string> = {
  'plain http': 'http://hooks.example.com/',
  'another scheme': 'ftp://hooks.example.com/',
  'a file': 'file:///etc/passwd',
  gopher: 'gopher://127.0.0.1:6379/_FLUSHALL',
  'a data URL': 'data:application/json,{}',
  'no scheme': '//hooks.example.com/',
  'no host': 'https:///path',
  'a scheme without slashes': 'https:hooks.example.com',
  loopback: 'https://127.0.0.1/',
  'another loopback': 'https://127.8.9.10/',
  localhost: 'https://localhost/',
  'localhost in capitals': 'https://LOCALHOST/',
  'a name below localhost': 'https://app.localhost/',
  'localhost with a trailing dot': 'https://localhost./',
  'a public name with a trailing dot': 'https://hooks.example.com./',
  'this network': 'https://0.0.0.0/',
  'private 10': 'https://10.1.2.3/',
  'private 172': 'https://172.31.255.255/',
  'private 192': 'https://192.168.0.1/',
  'carrier-grade NAT': 'https://100.64.0.1/',
  'link-local': 'https://169.254.1.1/',
  'metadata of AWS, Google and Azure': 'https://169.254.169.254/latest/meta-data/',
  'metadata of Alibaba': 'https://100.100.100.200/',
  'metadata of Oracle': 'https://192.0.0.192/',
  'the wire server of Azure': 'https://168.63.129.16/',
  'metadata of Google by name': 'https://metadata.google.internal/',
  'a name of mDNS': 'https://printer.local/',
  'a name of Kubernetes': 'https://api.default.svc.cluster.local/',
  'a name without a domain': 'https://database/',
  multicast: 'https://224.0.0.1/',
  broadcast: 'https://255.255.255.255/',
  documentation: 'https://203.0.113.5/',
  benchmarks: 'https://198.18.0.1/',
  'decimal loopback': 'https://2130706433/',
  'decimal public': 'https://1572395790/',
  'octal loopback': 'https://0177.0.0.1/',
  'hexadecimal loopback': 'https://0x7f.0.0.1/',
  'a single hexadecimal number': 'https://0x7f000001/',
  'short loopback': 'https://127.1/',
  'zero for loopback': 'https://0/',
  'leading zeros': 'https://127.000.000.001/',
  'an address with a trailing dot': 'https://127.0.0.1./',
  'a percent-encoded host': 'https://%31%32%37.0.0.1/',
  'full-width digits': 'https://１２７.0.0.1/',
  'an ideographic full stop': 'https://127。0。0。1/',
  'IPv6 loopback': 'https://[::1]/',
  'IPv6 loopback in full': 'https://[0:0:0:0:0:0:0:1]/',
  'IPv6 unspecified': 'https://[::]/',
  'IPv6 link-local': 'https://[fe80::1]/',
  'IPv6 with a zone': 'https://[fe80::1%25eth0]/',
  'IPv6 unique local': 'https://[fd00:ec2::254]/',
  'IPv6 site-local': 'https://[fec0::1]/',
  'IPv6 multicast': 'https://[ff02::1]/',
  'IPv4-mapped IPv6': 'https://[::ffff:127.0.0.1]/',
  'IPv4-mapped IPv6 in hexadecimal': 'https://[::ffff:7f00:1]/',
  'IPv4-compatible IPv6': 'https://[::127.0.0.1]/',
  NAT64: 'https://[64:ff9b::7f00:1]/',
  'local NAT64': 'https://[64:ff9b:1::a00:1]/',
  '6to4': 'https://[2002:7f00:1::]/',
  Teredo: 'https://[2001:0:7f00:1::]/',
  'IPv6 documentation': 'https://[2001:db8::1]/',
  'a user name': 'https://hooks.example.com@127.0.0.1/',
  'a user name and a password': 'https://user:secret@hooks.example.com/',
  'an empty user name': 'https://@hooks.example.com/',
  'a backslash before the host': 'https://hooks.example.com\\@127.0.0.1/',
  'NUL in the path': 'https://hooks.example.com/\u0000',
  'NUL in the host': 'https://hooks.example.com\u0000.evil.com/',
  'a line break': 'https://hooks.example.com/\r\nX-Injected: 1',
  'a tab in the host': 'https://local\thost/',
  'a blank before the URL': ' https://hooks.example.com/',
  'a letter that looks like another': 'https://hооks.example.com/',
  'a port of SSH': 'https://hooks.example.com:22/',
  'a port of SMTP': 'https://hooks.example.com:25/',
  'http on the port of https': 'http://hooks.example.com:443/',
  'port 0': 'https://hooks.example.com:0/',
  'a port out of range': 'https://hooks.example.com:99999/',
  'an over-long URL': `https://hooks.example.com/${'a'.repeat(2_000)}`,
  'an invalid label': 'https://-hooks.example.com/',
  'a private address by name': 'https://private.example.com/',
  'metadata by name': 'https://metadata.example.com/',
  'a public and a private address by name': 'https://mixed.example.com/',
  'an IPv4-mapped address by name': 'https://mapped.example.com/',
  'an address in a name': 'https://127.0.0.1.nip.io/',
};

const targets = webhookTargets('n8n, 10.0.0.5, [fd00::5]', names);
const refusal = (url: string) =>
  targets.check('url', url).then(
    () => null,
    (error: unknown) => error,
  );

describe('WebhookTargets', () => {
  it.each(Object.entries(tricks))('refuse %s', async (_name, url) => {
    const error = await refusal(url);
    expect(error).toBeInstanceOf(InvalidRequestError);
    const [problem] = (error as InvalidRequestError).fieldErrors;
    expect(problem).toMatchObject({ field: 'url', error_type: 'webhook_target' });
    expect(problem?.message).toMatch(/^(URL|Host|Port) must /);
  });

  it.each([
    'https://hooks.example.com/path?query=1#part',
    'https://HOOKS.example.com',
    'https://hooks.example.com:8443/',
    'https://93.184.215.14/',
    'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
    'https://xn--mnchen-3ya.example.com/',
    'http://n8n:5678/webhook-waiting/1',
    'http://10.0.0.5/',
    'https://[fd00::5]:9000/',
    // Its connections are checked when it exists.
    'https://not-yet-there.example.com/',
  ])('accept %s', async (url) => {
    expect(await refusal(url)).toBeNull();
  });

  it('refuse tricks with a host that is allowed', async () => {
    for (const url of ['http://n8n.:5678/', 'http://a:b@n8n/', 'http://n8n\u0000/', 'ftp://n8n/', 'http://0xa.0.0.5/'])
      expect(await refusal(url)).toBeInstanceOf(InvalidRequestError);
  });
});
