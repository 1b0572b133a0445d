import type { Locator } from 'playwright-core';

/** A file that is uploaded. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** How the focus moves to something that is before what has it now. A pointer does not need to know. */
export type Way = 'Tab' | 'Shift+Tab';

/** How somebody uses a page. */
export interface Hands {
  /** Presses a button, follows a link, or goes into a field. */
  press(target: Locator, way?: Way): Promise<void>;
  /** Replaces the text of a field. */
  type(target: Locator, text: string): Promise<void>;
  /** Submits the form of the field that has just been used. */
  submit(button: Locator): Promise<void>;
  /** Takes the first option of a field that searches. */
  choose(option: Locator): Promise<void>;
  /** Shows a tab of an item. */
  showTab(tab: Locator, way?: Way): Promise<void>;
  /** Moves the second entry of a list before the first one. */
  moveUp(list: Locator, button: Locator): Promise<void>;
  /** Chooses a file in the dialog that a button opens. */
  chooseFile(button: Locator, file: ChosenFile): Promise<void>;
}
