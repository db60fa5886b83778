import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  violations: { id: string; impact: string | null; nodes: { target: string[]; failureSummary: string }[] }[];
}

type Axe = { run: (options: object) => Promise<AxeResults> };

/** What axe finds serious or worse, with the elements. @param rules all of them if it is absent */
export async function seriousProblems(page: Page, rules?: readonly string[]): Promise<string[]> {
  // A script that the page loads would have to pass its policy.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (options) => (globalThis as unknown as { axe: Axe }).axe.run(options),
    rules === undefined ? {} : { runOnly: [...rules] },
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
}

/** Presses Tab until the element has the focus, as somebody without a mouse would. @throws if it never gets it */
export async function tabTo(page: Page, element: Locator): Promise<void> {
  const hasFocus = () => element.evaluate((node) => node === node.ownerDocument.activeElement);
  await element.waitFor();
  for (let presses = 0; presses < 80; presses += 1) {
    if (await hasFocus()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The element cannot be reached with Tab');
}

/** Errors that the page logs or throws, except requests without success, which it shows. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    const isRequest = message.text().startsWith('Failed to load resource: ');
    if (message.type() === 'error' && !isRequest) errors.push(message.text());
  });
  return errors;
}
