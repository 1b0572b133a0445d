import { createHash } from 'node:crypto';
import { KeyText } from '../../database/sql/columns';

/** Length of an identifier in hexadecimal digits. */
const LENGTH = 16;

/**
 * Identifies the languages that readers may see an item in: its original one, and those of its published translations. Items
 * with the same set are shown to the same readers in the same language, so an index that begins with it has them in the order
 * of the titles that are shown. Empty for items without a published translation, which everyone sees in their original
 * language.
 */
export function localeSetOf(originalLocale: string, published: readonly string[]): string {
  if (published.length === 0) return '';
  const locales = [originalLocale, ...[...published].sort()];
  return createHash('sha256').update(locales.join(' ')).digest('hex').slice(0, LENGTH);
}

/** The column with the `localeSetOf` an item, and of each of its published translations. Drafts of translations have none. */
export function LocaleSetColumn(): PropertyDecorator {
  return KeyText({ length: LENGTH, default: '', select: false });
}
