/**
 * One token that cannot contain the end of a statement, or the end itself: comments, quoted strings and names, dollar-quoted
 * bodies, parentheses (a rule may contain statements), and any other character.
 */
const TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1|[\s\S]/g;

/**
 * The statements of a migration without their semicolons, as the Supabase CLI keeps them in its history.
 * Source: `SplitAndTrim` in pkg/parser/token.go of github.com/supabase/cli. Comments do not nest here.
 */
export function statementsOf(sql: string): string[] {
  const statements = [''];
  let depth = 0;
  for (const [token] of sql.matchAll(TOKEN)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === ';' && depth === 0) statements.push('');
    else statements.push(`${statements.pop()}${token}`);
  }
  return statements.map((statement) => statement.trim()).filter((statement) => statement !== '');
}
