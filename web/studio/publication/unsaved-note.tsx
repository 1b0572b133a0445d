import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { PublishableType } from '../../../clients/typescript/src/index.js';
import { itemPath } from '../content/item-path';
import { draftKeyOf, isEmpty, readDraft, translationDraftKeyOf } from '../forms/local-draft';
import { useInterface } from '../interface';
import { useSession } from '../session';
import type { PublishableItem } from './publishable-item';

interface UnsavedNoteProps {
  readonly type: PublishableType;
  readonly item: PublishableItem;
}

/** Says that the browser keeps changes of an item that are not saved, which are not published with it. Shows nothing if it does not. */
export function UnsavedNote({ type, item: { __typename, id } }: UnsavedNoteProps): ReactElement | null {
  const { t } = useInterface();
  const { account, locales } = useSession();
  const hasDraft = (key: string): boolean => !isEmpty(readDraft(key));
  const tabs = [
    ...(hasDraft(draftKeyOf(account.id, __typename, id)) ? (['content'] as const) : []),
    ...(locales.some(({ locale }) => hasDraft(translationDraftKeyOf(account.id, __typename, id, locale)))
      ? (['translations'] as const)
      : []),
  ];
  if (tabs.length === 0) return null;
  return (
    <div className="note">
      <p>{t('publishing.unsaved')}</p>
      {tabs.map((tab) => (
        <p key={tab}>
          <Link to={itemPath(type, id)} search={{ tab }}>
            {t(`tab.${tab}`)}
          </Link>
        </p>
      ))}
    </div>
  );
}
