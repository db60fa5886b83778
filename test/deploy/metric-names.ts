const KEYWORDS = new Set([
  'by',
  'without',
  'on',
  'ignoring',
  'and',
  'or',
  'unless',
  'group_left',
  'group_right',
  'bool',
  'offset',
]);

/** Names of the metrics in a PromQL expression: what is left without labels, functions, strings and durations. */
export function metricsIn(expression: string): string[] {
  const plain = expression
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, '');
  const names = plain.match(/[a-zA-Z_:][\w:]*(?!\s*\()(?![\w:])/g) ?? [];
  return names.filter((name) => !KEYWORDS.has(name));
}
