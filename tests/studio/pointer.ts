import type { Locator, Page } from 'playwright-core';
import type { ChosenFile, Hands } from './hands';

/** Uses a page like somebody with a pointer: clicks and drags, and uses the keyboard for texts alone. */
export class Pointer implements Hands {
  constructor(private readonly page: Page) {}

  press(target: Locator): Promise<void> {
    return target.click();
  }

  async type(target: Locator, text: string): Promise<void> {
    await target.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }

  submit(button: Locator): Promise<void> {
    return button.click();
  }

  choose(option: Locator): Promise<void> {
    return option.click();
  }

  showTab(tab: Locator): Promise<void> {
    return tab.click();
  }

  moveUp(list: Locator): Promise<void> {
    const handles = list.locator('.handle');
    return handles.nth(1).dragTo(handles.nth(0));
  }

  async chooseFile(button: Locator, file: ChosenFile): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await button.click();
    await (await chooser).setFiles(file);
  }
}
