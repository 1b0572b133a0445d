import { FileNameError } from './storage-errors';

/** What every common file system takes. */
const MAX_NAME_BYTES = 255;

/** Such characters make a name look like another one: `annex‹U+202E›fdp.exe` is shown as `annexexe.pdf`. */
const BIDI_CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/**
 * Checks the name that a client gives to a file, which others will save it under.
 *
 * @throws FileNameError
 */
export function assertFileName(name: string): void {
  const problem = findProblem(name);
  if (problem !== null) throw new FileNameError(`The file name ${problem}.`);
}

function findProblem(name: string): string | null {
  if (name.trim() === '') return 'is empty';
  if (/\p{Surrogate}/u.test(name)) return 'is not well-formed Unicode';
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `has more than ${MAX_NAME_BYTES} bytes in UTF-8`;
  if (/[/\\]/.test(name)) return 'holds a slash or a backslash: give it without its path';
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return 'holds a control character or a line break';
  if (BIDI_CONTROLS.test(name)) return 'holds a character that changes the direction of the text';
  if (name === '.' || name === '..') return 'means a directory';
  if (name !== name.trim() || name.endsWith('.')) return 'begins or ends with white space, or ends with a full stop';
  return null;
}
