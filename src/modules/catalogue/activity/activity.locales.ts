import { preferredLocale } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { hasRole, type Viewer } from '../../../core/access/viewer';
import { languageName } from '../../../core/languages/language-name';
import type { ReadDatabase } from '../../../database/reading/read-database';
import { type Sql, sql } from '../../../database/sql/sql';
import { isActivityEditable } from './activity.policy';
import type { CountedDimension } from './counting/activity-dimension';

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

const labelOf: CountedDimension['labelOf'] = (locale, context) => languageName(locale, preferredLocale(context));

/**
 * The languages in which activities are available to the viewer; see `isAvailableIn`. Two dimensions: the original language of an
 * activity, and the languages of its translations. No language of an activity is in both. They are counted apart, because SQLite
 * would read a union of them completely for each count.
 */
export const availableLocales: readonly [CountedDimension, CountedDimension] = [
  { filter: 'locale', key: 'a.original_locale', labelOf },
  {
    filter: 'locale',
    links: 'activity_translation',
    join: (viewer) => {
      const isPublished = sql`tl.state = 'PUBLISHED'`;
      return sql`JOIN activity_translation tl ON tl.activity_id = a.id AND ${
        hasRole(viewer, Role.EDITOR) ? sql`(${isPublished} OR ${isActivityEditable(viewer, 'a')})` : isPublished
      }`;
    },
    key: 'tl.locale',
    labelOf,
  },
];
