import { useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { StudioTrashDocument, type StudioTrashQuery } from '../../../clients/typescript/src/studio.js';
import { withElements } from '../../shared/with-elements';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { PAGE_SIZE } from '../lists/list-state';
import { ListTable } from '../lists/list-table';
import type { Problem } from '../outcome';
import { Publishing } from '../publication/publishing';
import { useReading } from '../reading';
import { Screen } from '../shell/screen';
import { Button } from '../ui/button';
import { Problems } from '../ui/problems';
import { useUndoable } from '../ui/undoable';
import { Shown } from '../ui/waiting';

type TrashedItem = NonNullable<StudioTrashQuery['trash']>['nodes'][number];

/** What was deleted, until it is deleted for good. */
export function TrashScreen(): ReactElement {
  const { t, clock } = useInterface();
  const api = useApi();
  const makeChange = useUndoable();
  const state = useSearch({ from: '/trash' });
  const navigate = useNavigate({ from: '/trash' });
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const reading = useReading(StudioTrashDocument, {
    first: PAGE_SIZE,
    ...(state.after !== undefined && { after: state.after }),
  });
  const restore = async ({ id, type, version, title, locale }: TrashedItem): Promise<void> => {
    const publishing = new Publishing(api, type);
    const found = await makeChange({
      done: withElements(t, 'trash.restored', { title: <span lang={locale}>{title}</span> }),
      change: () => publishing.restore({ id, version }),
      undo: (restored) => publishing.delete({ id, version: restored }),
    });
    setProblems(found);
  };
  return (
    <Screen title={t('nav.trash')}>
      <p className="hint">{t('trash.hint')}</p>
      <Problems problems={problems} />
      <Shown reading={reading}>
        {({ trash }) =>
          trash !== null && (
            <ListTable
              label={t('nav.trash')}
              page={trash}
              state={state}
              onChange={(changed) => void navigate({ search: changed })}
              empty={t('trash.empty')}
              isForwardOnly
              columns={[
                {
                  id: 'title',
                  title: t('column.title'),
                  show: ({ title, locale }) => <span lang={locale}>{title}</span>,
                },
                { id: 'type', title: t('column.type'), show: ({ type }) => t(`type.${type}`) },
                { id: 'deletedAt', title: t('column.deleted'), show: ({ deletedAt }) => clock.show(deletedAt) },
                { id: 'keptUntil', title: t('column.keptUntil'), show: ({ keptUntil }) => clock.show(keptUntil) },
                {
                  id: 'restore',
                  title: t('column.actions'),
                  show: (item) => (
                    <Button aria-label={t('trash.restoreOf', { title: item.title })} onPress={() => void restore(item)}>
                      {t('trash.restore')}
                    </Button>
                  ),
                },
              ]}
            />
          )
        }
      </Shown>
    </Screen>
  );
}
