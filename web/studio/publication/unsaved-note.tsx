import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { PublishableType } from '../../../clients/typescript/src/studio.js';
import { itemPath } from '../content/item-path';
import { drafts } from '../forms/drafts';
import { draftKeyOf, translationDraftKeyOf } from '../forms/local-draft';
import { useInterface } from '../interface';
import { useSession } from '../session';
import type { PublishableItem } from './publishable-item';

interface UnsavedNoteProps {
  readonly type: PublishableType;
  readonly item: PublishableItem;
}

/** Says that the browser keeps changes of an item that are not saved, which are not published with it. Shows nothing if it does not. */
export function UnsavedNote({ type, item: { __typename, id } }: UnsavedNoteProps): ReactElement | null {
  const { t, languageName } = useInterface();
  const { account, locales } = useSession();
  const isContentUnsaved = drafts.isBegun(draftKeyOf(account.id, __typename, id));
  const languages = locales
    .map(({ locale }) => locale)
    .filter((locale) => drafts.isBegun(translationDraftKeyOf(account.id, __typename, id, locale)));
  if (!isContentUnsaved && languages.length === 0) return null;
  return (
    <div className="note">
      <p>{t('publishing.unsaved')}</p>
      {isContentUnsaved && (
        <p>
          <Link to={itemPath(type, id)} search={{ tab: 'content' }}>
            {t('tab.content')}
          </Link>
        </p>
      )}
      {languages.map((language) => (
        <p key={language}>
          <Link to={itemPath(type, id)} search={{ tab: 'translations', language }}>
            {t('tab.translations')} · {languageName(language)}
          </Link>
        </p>
      ))}
    </div>
  );
}
