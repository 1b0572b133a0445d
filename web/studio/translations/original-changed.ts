import { type FormValues, isSameValues } from '../forms/form-values';
import type { Problem } from '../outcome';

const ORIGINAL_CHANGED = 'ORIGINAL_CHANGED';

/**
 * A problem if an original has changed since the editor saw it. Texts count as translations of the originals that the server has,
 * so the editor must see those before anything is saved.
 */
export function findChangedOriginal(seen: FormValues, now: FormValues): Problem | null {
  if (isSameValues(seen, now)) return null;
  return { code: ORIGINAL_CHANGED, field: null, message: '', version: null };
}

export function isOriginalChanged(problems: readonly Problem[]): boolean {
  return problems.some(({ code }) => code === ORIGINAL_CHANGED);
}
