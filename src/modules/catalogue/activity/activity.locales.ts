import type { ReadDatabase } from '../../../database/read-database';
import { raw, type Sql, sql } from '../../../database/sql';
import { languageName } from '../../../core/languages/language-name';
import { preferredLocale } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { hasRole, type Viewer } from '../../../core/access/viewer';
import { isActivityEditable } from './activity.policy';
import type { CountedDimension } from './activity.dimension';

/**
 * The condition that an activity under the alias `a` is available in one of the languages: its original one, those of its
 * published translations and, for viewers who may edit it, those of all translations.
 */
export function isAvailableIn(read: ReadDatabase, viewer: Viewer, locales: readonly string[]): Sql {
  const isWritten = read.isLinked(sql`a.id`, {
    table: 'activity',
    key: 'id',
    where: read.isIn(sql`link.original_locale`, locales),
  });
  const isInto = read.isIn(sql`link.locale`, locales);
  const translations = { table: 'activity_translation', key: 'activity_id' };
  const isPublished = read.isLinked(sql`a.id`, { ...translations, where: sql`${isInto} AND link.state = 'PUBLISHED'` });
  if (!hasRole(viewer, Role.EDITOR)) return sql`(${isWritten} OR ${isPublished})`;
  const isTranslated = read.isLinked(sql`a.id`, { ...translations, where: isInto });
  return sql`(${isWritten} OR ${isPublished} OR (${isActivityEditable(viewer, 'a')} AND ${isTranslated}))`;
}

/** The languages of all activities: the original ones, and those of translations. */
const locales = raw(`(
  SELECT id AS activity_id, original_locale AS locale, 'PUBLISHED' AS state FROM activity
  UNION ALL SELECT activity_id, locale, state FROM activity_translation)`);

/** The languages in which activities are available to the viewer; see `isAvailableIn`. */
export const availableLocales: CountedDimension = {
  filter: 'locale',
  links: 'activity_translation',
  join: (viewer) => {
    const isAvailable = sql`al.state = 'PUBLISHED'`;
    return sql`JOIN ${locales} al ON al.activity_id = a.id AND ${
      hasRole(viewer, Role.EDITOR) ? sql`(${isAvailable} OR ${isActivityEditable(viewer, 'a')})` : isAvailable
    }`;
  },
  key: 'al.locale',
  labelOf: (locale, context) => languageName(locale, preferredLocale(context)),
};
