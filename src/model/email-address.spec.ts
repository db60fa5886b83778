import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EmailAddress, emailAddressReasons } from './email-address.js';

describe('EmailAddress', () => {
  it.each([
    ['ann@example.com', 'ann@example.com'],
    ['  Ann.Smith@Example.COM\n', 'ann.smith@example.com'],
    ['\uFEFFann@example.com\u200B', 'ann@example.com'],
    ['ann+tag@mail.example.co.uk', 'ann+tag@mail.example.co.uk'],
    ["o'neil/x=y?!#$%&*^_`{|}~-@example.com", "o'neil/x=y?!#$%&*^_`{|}~-@example.com"],
    ['ANN@EXÄMPLE.com', 'ann@exämple.com'],
    ['Jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['ann@xn--exmple-cua.com', 'ann@xn--exmple-cua.com'],
    ['ann@3com.example1', 'ann@3com.example1'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('reads %j as %s', (value, email) => {
    expect(EmailAddress.safeParse(value)?.toString()).toBe(email);
  });

  it.each([
    [42, 'email_type'],
    [null, 'email_type'],
    [['ann@example.com'], 'email_type'],
    ['', 'email_empty'],
    [' \u200B ', 'email_empty'],
    [`${'a'.repeat(65)}@example.com`, 'email_too_long'],
    [`ann@${'a.'.repeat(130)}com`, 'email_too_long'],
    ['ann', 'email_at_sign'],
    ['ann@bob@example.com', 'email_at_sign'],
    ['@example.com', 'email_local_part'],
    ['.ann@example.com', 'email_local_part'],
    ['ann.@example.com', 'email_local_part'],
    ['a..b@example.com', 'email_local_part'],
    ['ann smith@example.com', 'email_local_part'],
    ['"ann"@example.com', 'email_local_part'],
    ['Ann <ann@example.com>', 'email_local_part'],
    ['ann,bob@example.com', 'email_local_part'],
    ['mailto:ann@example.com', 'email_local_part'],
    ['ann\0@example.com', 'email_local_part'],
    ['ann\ud83d@example.com', 'email_local_part'],
    ['ann@', 'email_domain'],
    ['ann@localhost', 'email_domain'],
    ['ann@example..com', 'email_domain'],
    ['ann@.example.com', 'email_domain'],
    ['ann@example.com.', 'email_domain'],
    ['ann@-example.com', 'email_domain'],
    ['ann@example-.com', 'email_domain'],
    ['ann@exa_mple.com', 'email_domain'],
    ['ann@127.0.0.1', 'email_domain'],
    ['ann@[127.0.0.1]', 'email_domain'],
    [`ann@${'a'.repeat(64)}.com`, 'email_domain'],
  ])('refuses %j with %s', (value, problem) => {
    expect(EmailAddress.check(value)).toBe(problem);
    expect(emailAddressReasons[problem as keyof typeof emailAddressReasons]).toMatch(/^[ET].* /);
  });

  it('reads its own text as itself, from whatever it was read', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.string({ unit: 'grapheme' }).map((text) => `${text}@example.com`),
        ),
        (text) => {
          const email = EmailAddress.safeParse(text);
          if (email) expect(EmailAddress.safeParse(email.value)?.value).toBe(email.value);
        },
      ),
    );
  });

  it('takes what people have for addresses, in any case and between blanks', () => {
    fc.assert(
      fc.property(fc.emailAddress({ size: 'small' }), (text) => {
        expect(EmailAddress.safeParse(` ${text.toUpperCase()}\t`)?.value).toBe(text.toLowerCase());
      }),
    );
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (value) => void EmailAddress.check(value)));
  });
});
