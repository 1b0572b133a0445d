import { FileNameError } from './storage-errors';

/** The longest name that every common file system supports. */
const MAX_NAME_BYTES = 255;

/**
 * Characters that change the text direction make a name look like another one: `annex‹U+202E›fdp.exe` is displayed as
 * `annexexe.pdf`.
 */
const BIDI_CONTROLS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;

/** Checks the name that a client gives to a file, under which others will save it. */
export function assertFileName(name: string): void {
  const problem = findProblem(name);
  if (problem !== null) throw new FileNameError(`fileName must ${problem}`);
}

function findProblem(name: string): string | null {
  if (name.trim() === '') return 'not be empty';
  if (/\p{Surrogate}/u.test(name)) return 'be well-formed Unicode';
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `not be longer than ${MAX_NAME_BYTES} bytes in UTF-8`;
  if (/[/\\]/.test(name)) return 'not contain a slash or a backslash: give the name without its path';
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return 'not contain a control character or a line break';
  if (BIDI_CONTROLS.test(name)) return 'not contain a character that changes the text direction';
  if (name === '.' || name === '..') return 'not be the name of a directory';
  if (name !== name.trim() || name.endsWith('.')) return 'not begin or end with white space, or end with a full stop';
  return null;
}
