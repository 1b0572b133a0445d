import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactElement, useMemo, useState } from 'react';
import { namesIn, ReferenceNamesContext } from '../forms/reference-names';
import { useInterface } from '../interface';
import { AlsoHere } from '../presence/also-here';
import { useReadAtPublication } from '../publication/read-at-publication';
import { useReading } from '../reading';
import { useSession } from '../session';
import { Screen } from '../shell/screen';
import { Problems } from '../ui/problems';
import { Waiting } from '../ui/waiting';
import { ContentForm, type FormItem } from './content-form';
import type { ContentItem, EditableContent } from './editable-content';
import { GoneItem } from './gone-item';
import { ItemTabs } from './item-tabs';
import { PublicationBadge } from './publication-badge';
import { ReadOnlyItem } from './read-only-item';

/** In place of an id in the path of an item that does not exist yet. */
const NEW = 'new';

/** The editor of an item, or of a new one, which stays the same when that is saved for the first time. */
export function ItemScreen<Q>({ content }: { readonly content: EditableContent<Q> }): ReactElement {
  const { t } = useInterface();
  const { Parent, Aside, State = PublicationBadge } = content;
  const { id = NEW } = useParams({ strict: false });
  const { draft } = useSearch({ strict: false });
  const navigate = useNavigate();
  const reading = useReading(content.document, { id }, { pause: id === NEW });
  const [created, setCreated] = useState<ContentItem | null>(null);
  // What is opened after an item is another one, also if it is new.
  const [opened, setOpened] = useState({ id, draft, count: 0 });
  if (opened.id !== id || opened.draft !== draft)
    setOpened({ id, draft, count: opened.count + (opened.id === NEW && id !== NEW ? 0 : 1) });
  const names = useMemo(() => namesIn(reading.data), [reading.data]);
  const blank = useBlankItem(content);
  const read = reading.data === null ? null : content.itemOf(reading.data);
  // Until it is read, a new item is the one that its creation returned.
  const item = id === NEW ? blank : ([read, created].find((one) => one?.id === id) ?? null);
  const originalLocale = item?.values['originalLocale'];
  useReadAtPublication(item?.publication ?? null);
  // What may only be read lacks what only a change needs, such as the version.
  const problems =
    item?.canUpdate === false ? reading.problems.filter(({ code }) => code !== 'FORBIDDEN') : reading.problems;
  const isGone = id === NEW ? blank === null : read === null && reading.data !== null && !reading.isLoading;
  return (
    <Screen
      title={item?.title ?? t(isGone ? 'notFound.title' : 'state.loading')}
      isLoading={item === null && !isGone}
      // A new item has a title of the interface.
      {...(item?.id != null && typeof originalLocale === 'string' && { titleLocale: originalLocale })}
      {...(item?.id != null &&
        item.publication != null && { actions: <State id={item.id} publication={item.publication} /> })}
    >
      <Problems problems={problems} onRetry={reading.refresh} />
      {Parent !== undefined && item?.id != null && <Parent id={item.id} />}
      <ReferenceNamesContext value={names}>
        {isGone ? (
          <GoneItem />
        ) : item === null ? (
          reading.isLoading && <Waiting />
        ) : item.id !== null && !item.canUpdate ? (
          <ReadOnlyItem content={content} item={item} />
        ) : (
          <>
            {item.id !== null && <AlsoHere id={item.id} onRefused={reading.refresh} />}
            <ItemTabs
              key={item.id === null || item.id === created?.id ? opened.count : item.id}
              content={content}
              item={item}
              onStale={reading.refresh}
            >
              {Aside !== undefined && item.id !== null && <Aside id={item.id} />}
              <ContentForm
                content={content}
                item={item}
                onCreated={(saved) => {
                  setCreated(saved);
                  // The form stays, with what is uploaded in it.
                  void navigate({
                    to: `${content.path}/${saved.id}`,
                    replace: true,
                    ignoreBlocker: true,
                    resetScroll: false,
                  });
                }}
                onCreatedElsewhere={(createdId) =>
                  void navigate({ to: `${content.path}/${createdId}`, replace: true, ignoreBlocker: true })
                }
              />
            </ItemTabs>
          </>
        )}
      </ReferenceNamesContext>
    </Screen>
  );
}

/** A new item; null if items of this type begin elsewhere. */
function useBlankItem<Q>({ creation }: EditableContent<Q>): FormItem | null {
  const { t } = useInterface();
  const { account, locales } = useSession();
  if (creation === null) return null;
  const { newTitle, blank } = creation;
  return {
    id: null,
    version: null,
    canUpdate: true,
    title: t(newTitle),
    translations: [],
    values: {
      ...blank,
      originalLocale: locales[0]!.locale,
      // What an editor of one network writes must belong to that network.
      ...('networks' in blank && account.network !== null && { networks: [account.network.slug] }),
    },
  };
}
