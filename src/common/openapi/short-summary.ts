interface Described {
  summary?: string;
  description?: string;
}

/** A first sentence, and what follows it. */
const FIRST_SENTENCE = /^(.+?\.)\s+(.+)$/s;

/** Lists of operations show summaries in one line and without Markdown: the first sentence stays, the rest moves into the description. */
export function shortenSummary(operation: Described): void {
  if (operation.summary === undefined) return;
  const text = operation.summary.replace(/\s+/g, ' ');
  const [, first = text, rest] = FIRST_SENTENCE.exec(text) ?? [];
  operation.summary = first.replaceAll('`', '');
  operation.description = [rest, operation.description].filter(Boolean).join('\n\n') || undefined;
}
