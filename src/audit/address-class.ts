import { BlockList, isIP } from 'node:net';
import type { AddressClass } from './audit-record.js';

const LOOPBACK = blockList(['127.0.0.0', 8], ['::1', 128]);
/** RFC 1918, RFC 6598, link-local and unique local addresses. */
const PRIVATE = blockList(
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['169.254.0.0', 16],
  ['fc00::', 7],
  ['fe80::', 10],
);

/** The class of an IPv4 or IPv6 address; anything else counts as public. */
export function addressClass(address: string): AddressClass {
  const plain = address.replace(/^::ffff:/i, '').replace(/%.*$/, '');
  const version = isIP(plain);
  if (version === 0) return 'public';
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (LOOPBACK.check(plain, family)) return 'loopback';
  return PRIVATE.check(plain, family) ? 'private' : 'public';
}

function blockList(...subnets: (readonly [network: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, isIP(network) === 4 ? 'ipv4' : 'ipv6');
  return list;
}
