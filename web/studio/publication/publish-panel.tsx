import { useNavigate } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import type { PublishableType } from '../../../clients/typescript/src/studio.js';
import { listPath } from '../content/item-path';
import { PublicationBadge } from '../content/publication-badge';
import { isStale } from '../forms/sent-input';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { Button } from '../ui/button';
import { type UndoableChange, useUndoable } from '../ui/undoable';
import { PublicPageLinks } from './public-page-links';
import { PublicationLanguages } from './publication-languages';
import { PublishProblems } from './publish-problems';
import type { PublishableItem } from './publishable-item';
import { usePublishing } from './publishing';
import { ScheduleDialog } from './schedule-dialog';
import { UnsavedNote } from './unsaved-note';

interface PublishPanelProps {
  readonly type: PublishableType;
  readonly item: PublishableItem;
  readonly publication: NonNullable<PublishableItem['publication']>;
  /** Called when somebody else has changed the item meanwhile. */
  readonly onStale: () => void;
}

/** The state of an item, and the ways to change it. */
export function PublishPanel({ type, item, publication, onStale }: PublishPanelProps): ReactElement {
  const { t } = useInterface();
  const publishing = usePublishing(type);
  const makeChange = useUndoable();
  const navigate = useNavigate();
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);
  const [isScheduling, setScheduling] = useState(false);
  const [excluded, setExcluded] = useState<readonly string[]>([]);
  /** Version of the item after a schedule that was refused, which `publication` follows when the item is read anew. */
  const [ownVersion, setOwnVersion] = useState(publication.version);

  const { state } = publication;
  const { originalLocale } = item;
  const current = { id: item.id, version: Math.max(publication.version, ownVersion) };
  const drafts = (item.translations ?? []).filter((one) => one.state === 'DRAFT').map(({ locale }) => locale);
  const publishable = state === 'PUBLISHED' ? drafts : [originalLocale, ...drafts];
  const chosen = publishable.filter((locale) => !excluded.includes(locale));
  const undoTo = (version: number) => publishing.returnTo(publication, { id: item.id, version });

  const change = async <T,>(undoable: UndoableChange<T>): Promise<readonly Problem[]> => {
    setPending(true);
    const found = await makeChange(undoable);
    setPending(false);
    setProblems(found);
    if (isStale(found)) onStale();
    return found;
  };
  const schedule = (publishAt: string): Promise<readonly Problem[]> => {
    const translations = chosen.filter((locale) => locale !== originalLocale);
    return change({
      done: t('publishing.done.schedule'),
      change: () => publishing.scheduleWith(translations, current, publishAt, setOwnVersion),
      undo: (version) => publishing.unscheduleWith(translations, publication, { id: item.id, version }),
    });
  };
  const remove = async (): Promise<void> => {
    const found = await change({
      done: t('publishing.done.delete'),
      change: () => publishing.delete(current),
      undo: (version) => publishing.undelete(publication, { id: item.id, version }),
    });
    if (found.length === 0) await navigate({ to: listPath(type) });
  };

  return (
    <section tabIndex={-1} aria-labelledby="publishing-state">
      <h2 id="publishing-state">{t('publishing.state')}</h2>
      <p>
        <PublicationBadge publication={publication} />{' '}
        {publication.updatedBy === null
          ? t('publishing.version', { version: publication.version })
          : t('publishing.versionBy', { version: publication.version, name: publication.updatedBy.name })}
      </p>
      {state === 'PUBLISHED' && <PublicPageLinks type={type} item={item} />}
      <PublicationLanguages
        item={item}
        state={state}
        publishable={publishable}
        chosen={chosen}
        onChoose={(locales) => {
          setExcluded(publishable.filter((locale) => !locales.includes(locale)));
        }}
        onWithdraw={(locale) =>
          void change({
            done: t('publishing.done.unpublish'),
            change: () => publishing.unpublish(current, [locale]),
            undo: (version) => publishing.publish({ id: item.id, version }, [locale]),
          })
        }
      />
      <UnsavedNote type={type} item={item} />
      <PublishProblems type={type} item={item} problems={problems} />
      <div className="actions">
        {publishable.length > 0 && (
          <Button
            look="primary"
            isPending={isPending}
            isDisabled={chosen.length === 0}
            onPress={() =>
              void change({ done: t('publishing.done.publish'), change: () => publishing.publish(current, chosen) })
            }
          >
            {t('publishing.publish')}
          </Button>
        )}
        {state !== 'PUBLISHED' && (
          <Button
            isPending={isPending}
            onPress={() => {
              setScheduling(true);
            }}
          >
            {t(state === 'SCHEDULED' ? 'publishing.reschedule' : 'publishing.schedule')}
          </Button>
        )}
        {state !== 'DRAFT' && (
          <Button
            isPending={isPending}
            onPress={() =>
              void change({
                done: t('publishing.done.unpublish'),
                change: () => publishing.unpublish(current),
                undo: undoTo,
              })
            }
          >
            {t('publishing.unpublish')}
          </Button>
        )}
        {state === 'PUBLISHED' && (
          <Button
            look="danger"
            isPending={isPending}
            onPress={() =>
              void change({
                done: t('publishing.done.withdraw'),
                change: () => publishing.withdraw(current),
                undo: undoTo,
              })
            }
          >
            {t('publishing.withdraw')}
          </Button>
        )}
        <Button look="danger" isPending={isPending} onPress={() => void remove()}>
          {t('publishing.delete')}
        </Button>
      </div>
      <ScheduleDialog
        isOpen={isScheduling}
        publishAt={publication.publishAt}
        hint={t('publishing.tickedHint')}
        onClose={() => {
          setScheduling(false);
        }}
        onSchedule={schedule}
      />
    </section>
  );
}
