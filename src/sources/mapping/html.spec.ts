import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mapLanguages } from './language.mapper.js';
import { textList } from './list.js';
import { text } from './text.js';

describe('a text that was cut out of HTML', () => {
  it.each([
    ['R&amp;D', 'R&D'],
    ['Jos&eacute; &quot;Pepe&quot;', 'José "Pepe"'],
    ['It&#39;s &#x1F600;', "It's 😀"],
    ['Builds things.<br>Ships them.', 'Builds things.\nShips them.'],
    ['One<br/>Two<BR />Three', 'One\nTwo\nThree'],
    ['One<br>\nTwo', 'One\nTwo'],
    ['One<br><br>Two', 'One\n\nTwo'],
    ['Ann&nbsp;Lee', 'Ann Lee'],
    ['&nbsp;', null],
    ['<br>', null],
    ['a&#0;b', 'a\ufffdb'],
    ['&#xD83D;', '\ufffd'],
    ['&amp;lt;', '&lt;'],
  ])('%j is read as %j', (html, expected) => {
    expect(text(html)).toBe(expected);
  });

  it.each([
    'AT&T',
    'List<String>',
    'a < b & c > d',
    'https://acme.example/?a=1&copy=2&lt=3',
    '&unknown;',
    '&;',
    '<breathe>',
  ])('%j is no HTML and stays', (words) => {
    expect(text(words)).toBe(words);
  });

  it('is taken apart at its own semicolons only', () => {
    expect(textList('R&amp;D; Q&amp;A', /[,;]/)).toEqual(['R&D', 'Q&A']);
    expect(mapLanguages('Fran&ccedil;ais, English').map(({ name }) => name)).toEqual(['Français', 'English']);
  });

  it('says the same as before it was escaped', () => {
    const escaped = (words: string) =>
      words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
    const plain = fc.string({ unit: fc.constantFrom('a', '&', ';', '<', '>', '"', 'amp', 'br', '#39', ' ') });
    fc.assert(fc.property(plain, (words) => expect(text(`x${escaped(words)}x`)).toBe(`x${words}x`)));
  });
});
