import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { emailSpellingOf, mailbox } from '../../test/support/email-address.arbitraries.js';
import { EmailAddress, emailAddressReasons } from './email-address.js';

describe('EmailAddress', () => {
  it.each([
    ['ann@example.com', 'ann@example.com'],
    ['  Ann.Smith@Example.COM\n', 'ann.smith@example.com'],
    ['\uFEFFann@example.com\u200B', 'ann@example.com'],
    ['ann+tag@mail.example.co.uk', 'ann+tag@mail.example.co.uk'],
    ["o'neil/x=y?!#$%&*^_`{|}~-@example.com", "o'neil/x=y?!#$%&*^_`{|}~-@example.com"],
    ['ANN@EXÄMPLE.com', 'ann@xn--exmple-cua.com'],
    ['ann@EXA\u0308MPLE.com', 'ann@xn--exmple-cua.com'],
    ['ann@XN--EXMPLE-CUA.com', 'ann@xn--exmple-cua.com'],
    ['ann@faß.de', 'ann@xn--fa-hia.de'],
    ['ann@例え。テスト', 'ann@xn--r8jz45g.xn--zckzah'],
    ['ann@пример.рф', 'ann@xn--e1afmkfd.xn--p1ai'],
    ['ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ann@example.com'],
    ['ＡＮＮ．Ｓｍｉｔｈ@Example.com', 'ann.smith@example.com'],
    ['ann@example\u3002com', 'ann@example.com'],
    ['ann@mail\uFF61example\uFF0Ecom', 'ann@mail.example.com'],
    ['ann@①②.example', 'ann@12.example'],
    ['ann@ex\u2126.com', 'ann@xn--ex-fcc.com'],
    ['ann@xn--a.com', 'ann@xn--a.com'],
    ['ann@a--b.com', 'ann@a--b.com'],
    ['ann@example.0x7f', 'ann@example.0x7f'],
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
    ['J\uFFFDrgen@example.com', 'email_damaged'],
    ['ann@ex\uFFFDmple.com', 'email_damaged'],
    ['ann@example.com\uFFFD', 'email_damaged'],
    ['\uFFFD', 'email_damaged'],
    [`ann@${Array.from({ length: 60 }, () => 'ä').join('.')}.com`, 'email_too_long'],
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
    ['ann@１２７。０。０。１', 'email_domain'],
    ['ann@①②⑦.⓪.⓪.①', 'email_domain'],
    ['ann@\u0301example.com', 'email_domain'],
    ['ann@exam℀ple.com', 'email_domain'],
    ['ann@aא.com', 'email_domain'],
    [`ann@${'ä'.repeat(60)}.com`, 'email_domain'],
    ['ann@[127.0.0.1]', 'email_domain'],
    [`ann@${'a'.repeat(64)}.com`, 'email_domain'],
  ])('refuses %j with %s', (value, problem) => {
    expect(EmailAddress.check(value)).toBe(problem);
    expect(emailAddressReasons[problem as keyof typeof emailAddressReasons]).toMatch(/^[ET].* /);
  });

  it('is one address in every spelling of a mailbox', () => {
    fc.assert(
      fc.property(
        mailbox().chain((box) => fc.tuple(fc.constant(box), emailSpellingOf(box))),
        ([box, spelling]) => {
          expect(EmailAddress.safeParse(spelling)?.value).toBe(box.value);
        },
      ),
    );
  });

  it.each([
    ['ann@exämple.com', ['ann@exämple.com']],
    ['ann@xn--exmple-cua.com', ['ann@exämple.com']],
    ['ann@mail.faß.de', ['ann@mail.faß.de']],
    ['ann@example.com', []],
    ['xn--ann@example.com', []],
    ['ann@xn--a.com', []],
  ])('knows what older rows may name %s', (value, former) => {
    expect(EmailAddress.safeParse(value)?.formerValues).toEqual(former);
  });

  it('reads its own text as itself, from whatever it was read', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.emailAddress(),
          fc.string({ unit: 'grapheme' }).map((text) => `${text}@example.com`),
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((text) => `ann@${text}.com`),
          mailbox().chain(emailSpellingOf),
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
