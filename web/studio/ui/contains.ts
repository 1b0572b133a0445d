import { foldText } from '../../../src/database/text/folding';

/** True if a text contains what an editor has typed, compared as the server does it: without case and accents. */
export function contains(text: string, typed: string): boolean {
  return foldText(text).includes(foldText(typed.trim()));
}
