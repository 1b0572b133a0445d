import type { Locator, Page } from 'playwright-core';

/** How often Tab is pressed at most to reach something. */
const MAX_TABS = 150;

/** Uses a page like somebody who has no pointer: moves the focus by Tab, and fails where that is not enough. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Moves the focus forwards, or backwards, until the element has it. */
  async reach(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await target.waitFor();
    for (let pressed = 0; pressed < MAX_TABS; pressed++) {
      if (
        await target.evaluate(
          (element) => element === (element.getRootNode() as unknown as { activeElement: unknown }).activeElement,
        )
      )
        return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`${MAX_TABS} times ${key} do not lead to ${String(target)}`);
  }

  async press(target: Locator, key = 'Enter'): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press(key);
  }

  /** Replaces the text of a field. */
  async type(target: Locator, text: string): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }

  /** Chooses files in the dialog that a button opens. */
  async chooseFile(target: Locator, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.press(target);
    await (await chooser).setFiles(file);
  }
}
