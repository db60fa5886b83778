/** The token in the value of an Authorization header: people copy it with the word Bearer, in any case. */
export function withoutScheme(text: string): string {
  return text.trim().replace(/^bearer(?:\s+|$)/i, '');
}
