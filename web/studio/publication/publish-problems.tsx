import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { PublishableType } from '../../../clients/typescript/src/studio.js';
import { itemPath } from '../content/item-path';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { describeProblem } from '../ui/problems';
import type { PublishableItem } from './publishable-item';

interface PublishProblemsProps {
  readonly type: PublishableType;
  readonly item: PublishableItem;
  /** Why the item was not published. */
  readonly problems: readonly Problem[];
}

/** What keeps an item from being published, linked to the fields. Shows nothing if nothing does. */
export function PublishProblems({ type, item, problems }: PublishProblemsProps): ReactElement | null {
  const { t } = useInterface();
  const expected = fieldsWithoutAlternativeText(item);
  const others = problems.filter(({ field }) => !expected.includes(fieldOf(field) ?? ''));
  if (expected.length === 0 && others.length === 0) return null;
  const link = (field: string): ReactElement => (
    <Link to={itemPath(type, item.id)} search={{ tab: 'content' }} hash={`field-${field}`}>
      {t('publishing.toField')}
    </Link>
  );
  return (
    <div className="problems" role={problems.length > 0 ? 'alert' : undefined}>
      <h3>{t('publishing.problems')}</h3>
      <ul>
        {expected.map((field) => (
          <li key={field}>
            {t('publishing.noAlternativeText')} {link(field)}
          </li>
        ))}
        {others.map((problem, index) => {
          const field = fieldOf(problem.field);
          return (
            <li key={index}>
              {describeProblem(t, problem)} {field !== null && link(field)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The field of a path such as `input.gallery.2`; null if the problem concerns no field of the content. */
function fieldOf(path: string | null): string | null {
  const field = path?.split('.')[1];
  return field === undefined || ['id', 'version', 'locales', 'publishAt'].includes(field) ? null : field;
}

/** The fields with an image that has no alternative text. The server publishes no item that has such an image. */
function fieldsWithoutAlternativeText(item: PublishableItem): readonly string[] {
  const images = {
    ...('cover' in item && { cover: [item.cover], gallery: item.gallery }),
    ...('emblem' in item && { emblem: [item.emblem] }),
  };
  return Object.entries(images).flatMap(([field, placed]) =>
    placed.some((image) => image?.alt === '') ? [field] : [],
  );
}
