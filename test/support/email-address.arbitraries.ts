import fc from 'fast-check';

/** A mailbox by its two parts; `value` is the address that every spelling of it is read as. */
export interface MailboxName {
  local: string;
  /** As people write it, in lower case. */
  domain: string;
  value: string;
}

/** Domains as people write them, and in ASCII. */
const domains = [
  ['example.com', 'example.com'],
  ['mail.example.co.uk', 'mail.example.co.uk'],
  ['b-2.example', 'b-2.example'],
  ['exämple.com', 'xn--exmple-cua.com'],
  ['müller.example.de', 'xn--mller-kva.example.de'],
  ['пример.рф', 'xn--e1afmkfd.xn--p1ai'],
  ['例え.テスト', 'xn--r8jz45g.xn--zckzah'],
  ['한국.example', 'xn--3e0b707e.example'],
] as const;

/** Letters whose upper case is one letter and whose lower case is what it was. */
const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789_+-éñöжя李'];

export function mailbox(): fc.Arbitrary<MailboxName> {
  const word = fc
    .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 12 })
    .map((characters) => characters.join(''));
  return fc
    .record({ words: fc.array(word, { minLength: 1, maxLength: 3 }), domain: fc.constantFrom(...domains) })
    .map(({ words, domain: [domain, ascii] }) => {
      const local = words.join('.');
      return { local, domain, value: `${local}@${ascii}` };
    });
}

/** One of the ways to write a mailbox, without a name or anything else around it. */
export function emailSpellingOf({ local, domain, value }: MailboxName): fc.Arbitrary<string> {
  const ascii = value.slice(value.lastIndexOf('@') + 1);
  return fc
    .record({
      before: fc.constantFrom('', ' ', '\uFEFF', '\t\n', '\u3000'),
      local: fc.constantFrom(local, local.toUpperCase(), local.normalize('NFD'), wide(local)),
      at: fc.constantFrom('@', '\uFF20', '\uFE6B'),
      domain: fc.constantFrom(domain, domain.toUpperCase(), domain.normalize('NFD'), wide(domain), ascii, wide(ascii)),
      dot: fc.constantFrom('.', '\u3002', '\uFF0E', '\uFF61'),
      after: fc.constantFrom('', ' ', '\r\n', '\u200B'),
    })
    .map(({ before, local: name, at, domain: host, dot, after }) =>
      [before, name, at, host.replaceAll('.', dot), after].join(''),
    );
}

/** One of the ways in which a mailbox stands in a text; it may be followed by a separator and others. */
export function wrappingOf(spelling: string): fc.Arbitrary<string> {
  const bare = spelling.trim();
  return fc.constantFrom(
    bare,
    `"${bare}"`,
    `'${bare}'`,
    `\u201C${bare}\u201D`,
    `<${bare}>`,
    `(${bare})`,
    `Jane Doe <${bare}>`,
    `"Doe, Jane; Dr." <${bare}>`,
    `Doe, Jane <${bare}>`,
    `mailto:${bare}`,
    `MAILTO:${bare}?subject=Hello`,
    `<mailto:${bare}?subject=Hello&body=a@b.example>`,
    `${bare}.`,
    `  ${bare} `,
  );
}

/** As an East Asian input method writes what is ASCII. */
function wide(text: string): string {
  return text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
}
