import { describe, expect, it } from '@jest/globals';
import { addressClass } from './address-class.js';

describe('the class of an address', () => {
  it.each([
    ['127.0.0.1', 'loopback'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['10.1.2.3', 'private'],
    ['::ffff:192.168.0.1', 'private'],
    ['172.31.0.1', 'private'],
    ['fd00::1', 'private'],
    ['fe80::1%eth0', 'private'],
    ['172.32.0.1', 'public'],
    ['203.0.113.7', 'public'],
    ['2001:db8::1', 'public'],
    ['', 'public'],
    ['not an address', 'public'],
  ])('of %j is %s', (address, expected) => {
    expect(addressClass(address)).toBe(expected);
  });
});
