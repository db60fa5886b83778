import type { Locator, Page } from 'playwright-core';
import type { DocumentedOperation } from './documented-operations.js';

/** Only for what hangs. */
const HANG_MS = 120_000;

/** Swagger UI as somebody uses it. */
export class SwaggerPage {
  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(`${this.url}/docs`);
    await this.page.locator('.opblock').first().waitFor();
  }

  async authorize(key: string): Promise<void> {
    await this.page.locator('.auth-wrapper .authorize').click();
    const dialog = this.page.locator('.dialog-ux');
    await dialog.locator('input[type=text], input[type=password]').first().fill(key);
    await dialog.locator('button.authorize').first().click();
    await dialog.locator('.btn-done').first().click();
  }

  block({ id, tag }: DocumentedOperation): Locator {
    return this.page.locator(`[id="operations-${tag.replaceAll(' ', '_')}-${id}"]`);
  }

  private tag(name: string): Locator {
    return this.page.locator(`[id="operations-tag-${name.replaceAll(' ', '_')}"]`);
  }

  /** Closes all tags, as each operation that is shown makes Swagger UI slower. An operation opens its own tag. */
  async closeTags(): Promise<void> {
    const open = this.page.locator('.opblock-tag[data-is-open=true]');
    while ((await open.count()) > 0) await open.first().click();
  }

  /** Opens an operation so that its parameters can be changed. */
  async tryOut(operation: DocumentedOperation): Promise<Locator> {
    const block = this.block(operation);
    if (!(await block.isVisible())) {
      await this.closeTags();
      await this.tag(operation.tag).click();
    }
    await block.locator('.opblock-summary-control').click();
    await block.locator('.try-out__btn').first().waitFor();
    // An operation that was open before can still be changed, and still has its response.
    if (!(await block.locator('.execute').isVisible())) await block.locator('.try-out__btn').click();
    else if (await block.locator('.btn-clear').isVisible()) await block.locator('.btn-clear').click();
    return block;
  }

  /**
   * Executes what is shown, and closes the operation again. @returns the status
   * @param file that is chosen
   * @param isEndless if the response has no end, so that Swagger UI does not show it
   */
  async execute(operation: DocumentedOperation, options: { isEndless?: boolean; file?: string } = {}): Promise<number> {
    const block = await this.tryOut(operation);
    if (options.file !== undefined) await block.locator('input[type=file]').setInputFiles(options.file);
    const status = options.isEndless === true ? await this.begin(block, operation) : await this.send(block);
    await this.close(block);
    return status;
  }

  async close(block: Locator): Promise<void> {
    await block.locator('.opblock-summary-control').click();
    await block.locator('.opblock-body').waitFor({ state: 'detached' });
  }

  /** @returns the status that Swagger UI shows */
  async send(block: Locator): Promise<number> {
    await block.locator('.execute').click();
    const invalid = block.locator('.parameters .invalid, .opblock-section-request-body .invalid');
    const status = block.locator('.live-responses-table tbody .response-col_status');
    await status.or(invalid).first().waitFor({ timeout: HANG_MS });
    if (await invalid.first().isVisible()) throw new Error('Swagger UI does not send what it shows');
    return Number.parseInt(await status.innerText(), 10);
  }

  /** What came back, as Swagger UI shows it. */
  shownBody(block: Locator): Promise<string> {
    return block.locator('.live-responses-table tbody .response-col_description .microlight').first().innerText();
  }

  private async begin(block: Locator, { path }: DocumentedOperation): Promise<number> {
    const answer = this.page.waitForResponse((response) => new URL(response.url()).pathname === path, {
      timeout: HANG_MS,
    });
    await block.locator('.execute').click();
    return (await answer).status();
  }
}
