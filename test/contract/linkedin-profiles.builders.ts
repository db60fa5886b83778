import { createHash } from 'node:crypto';
import type { FetchedLinkedInProfile } from '../../src/linkedin-profiles/linkedin-profile.js';
import type { JsonValue } from '../../src/model/json-value.js';

export function aFetched(email: string, given: Partial<FetchedLinkedInProfile> = {}): FetchedLinkedInProfile {
  return {
    email,
    timestamp: new Date('2026-01-01T12:00:00.000Z'),
    success: true,
    profile_data: { full_name: email },
    token_used: 'token_1',
    email_number: 1,
    job_id: 'job',
    ...given,
  };
}

/** A number of base64 characters, which compress to about three quarters at best; the same in every run. */
export function incompressible(length: number): string {
  const parts: string[] = [];
  for (let index = 0; index * 88 < length; index += 1) {
    parts.push(createHash('sha512').update(String(index)).digest('base64'));
  }
  return parts.join('').slice(0, length);
}

/** Nested lists with the given number of levels. */
export function nested(depth: number): JsonValue {
  let value: JsonValue = { leaf: true };
  for (let level = 2; level < depth; level += 1) value = [value];
  return { value };
}

/** JSON texts that some stores change or reject. */
export const JSON_ODDITIES: [name: string, text: string][] = [
  ['null', 'null'],
  ['a text', '"text"'],
  ['a number', '42'],
  ['a list', '[1,"a",null,[],{}]'],
  ['an empty object', '{}'],
  ['empty texts and containers', '{"a":"","b":[],"c":{},"d":[[],{},""],"e":null}'],
  ['integers beyond 2^53', '{"n":9007199254740993,"m":-12345678901234567890,"s":9007199254740991}'],
  [
    'numbers with more digits than a double',
    '{"n":12345678901234567890.123,"list":[0.1000000000000000055,1.0000000000000000]}',
  ],
  ['numbers beyond the range of a double', `{"n":1e400,"m":-1e-400,"s":${'7'.repeat(38)},"p":-${'7'.repeat(400)}}`],
  ['decimals', '{"n":0.1,"m":1.7976931348623157e308,"s":5e-324,"p":3.141592653589793,"q":-1e-7,"r":1e125,"t":1e-130}'],
  ['negative zero', '{"n":-0,"list":[-0,0]}'],
  ['NUL and control characters', '{"text":"a\\u0000b\\u001f\\u007f\\u2028","\\u0000":"key"}'],
  ['emoji and other scripts', '{"👩‍💻":"Ünïcode 漢字 العربية 👩‍💻"}'],
  ['halves of surrogate pairs', '{"text":"a\\ud83d","\\udc00":1}'],
  ['an empty name', '{"":1,"a":{"":{}}}'],
  ['names of prototypes', '{"__proto__":{"a":1},"constructor":{"name":"Set"},"toString":"x","hasOwnProperty":null}'],
  [
    'names of attribute types',
    '{"S":"text","N":"1","M":{"L":[]},"NULL":true,"B":"AAAA","SS":["a"],"$unknown":["a","b"]}',
  ],
  ['reserved words and dots', '{"timestamp":1,"a.b":2,"#c":3,":d":4,"e[0]":5,"size":6}'],
  ['long names', JSON.stringify({ ['k'.repeat(70_000)]: 1 })],
  ['text that looks like a date or a number', '{"a":"2024-01-15T10:30:00Z","b":"1e5","c":"null"}'],
];
