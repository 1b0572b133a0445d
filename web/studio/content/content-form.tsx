import { useSearch } from '@tanstack/react-router';
import { type ReactElement, useEffect, useEffectEvent, useState } from 'react';
import { useApi } from '../api';
import { useContentType } from '../forms/content-type';
import { DraftLease } from '../forms/draft-lease';
import { drafts } from '../forms/drafts';
import { ItemForm } from '../forms/item-form';
import { draftKeyOf, type SentInput } from '../forms/local-draft';
import { mapOutcome, type Outcome } from '../outcome';
import { useSession } from '../session';
import { Shown } from '../ui/waiting';
import type { ContentItem, EditableContent } from './editable-content';

/** An item whose form is shown. */
export interface FormItem extends Omit<ContentItem, 'id'> {
  /** Null for a new item. */
  readonly id: string | null;
}

interface ContentFormProps<Q> {
  readonly content: EditableContent<Q>;
  readonly item: FormItem;
  /** Called when a new item exists. The form goes on with it. */
  readonly onCreated: (item: ContentItem) => void;
  /** Called when this tab has created the new item, whose form another tab has taken over meanwhile. */
  readonly onCreatedElsewhere: (id: string) => void;
}

interface Creation {
  /** Names the input that the item was created from. */
  readonly clientMutationId: string;
  /** The id that the item has now. */
  readonly id: string;
}

/** Tells other tabs of the browser which new items exist now. */
const creations = new BroadcastChannel('entente.studio.created');

/** The form of an item of content. */
export function ContentForm<Q>(props: ContentFormProps<Q>): ReactElement {
  const { content, item, onCreated, onCreatedElsewhere } = props;
  const api = useApi();
  const { account } = useSession();
  const fields = useContentType(content.type);
  const firstKeyOfNew = draftKeyOf(account.id, content.type, 'new');
  const { draft: named } = useSearch({ strict: false });
  const [keyOfNew] = useState(() => {
    if (named === undefined) return drafts.keyOfNew(firstKeyOfNew);
    return named === '' ? firstKeyOfNew : draftKeyOf(account.id, content.type, 'new', named);
  });
  const keyOf = (id: string | null): string => (id === null ? keyOfNew : draftKeyOf(account.id, content.type, id));
  const load = async (id: string): Promise<Outcome<ContentItem>> =>
    mapOutcome(await api.read(content.document, { id }), (data) => content.itemOf(data)!);
  const goOn = useEffectEvent(async ({ data: { clientMutationId, id } }: MessageEvent<Creation>) => {
    const draft = drafts.at(keyOfNew);
    // If the item cannot be read, nothing is lost: the next save sends the input again, and receives the item.
    const isPending = (): boolean =>
      draft.isShown && draft.state().saving === null && draft.state().draft.sent?.clientMutationId === clientMutationId;
    if (!isPending()) return;
    const { data: created } = await load(id);
    if (created !== null && isPending()) draft.answer(draft.state().draft.sent!, created, keyOf);
  });
  const [createdForOther, setCreatedForOther] = useState<string | null>(null);
  const follow = useEffectEvent(onCreatedElsewhere);
  useEffect(() => {
    if (createdForOther !== null) follow(createdForOther);
  }, [createdForOther]);
  useEffect(() => {
    const listen = (message: MessageEvent<Creation>): void => void goOn(message);
    creations.addEventListener('message', listen);
    return () => {
      creations.removeEventListener('message', listen);
    };
  }, []);
  const leaveToOtherTab = async (
    { clientMutationId }: SentInput,
    { data: created }: Outcome<FormItem>,
  ): Promise<boolean> => {
    const { held } = await navigator.locks.query();
    const isTakenOver = !drafts.at(keyOfNew).isShown && held!.some(({ name }) => name === keyOfNew);
    if (isTakenOver && created !== null) {
      const id = created.id!;
      creations.postMessage({ clientMutationId, id } satisfies Creation);
      setCreatedForOther(id);
    }
    return isTakenOver;
  };
  return (
    <Shown reading={fields}>
      {(known) => (
        <DraftLease draftKey={keyOf(item.id)}>
          <ItemForm<FormItem>
            fields={known}
            sections={content.sections}
            item={item}
            placeOf={({ id, title, values }) =>
              id === null
                ? // A new item has a title of the interface.
                  { to: `${content.path}/new`, search: { draft: keyOfNew.slice(firstKeyOfNew.length + 1) }, title }
                : { to: `${content.path}/${id}`, title, locale: values['originalLocale'] as string }
            }
            draftKeyOf={keyOf}
            send={({ clientMutationId, id, version, values }): Promise<Outcome<FormItem>> =>
              id === null
                ? content.creation!.create(api, { ...values, clientMutationId })
                : content.update(api, { ...values, clientMutationId, id, version: version! })
            }
            load={load}
            leaveToOtherTab={leaveToOtherTab}
            onCreated={(saved) => {
              onCreated({ ...saved, id: saved.id! });
            }}
          />
        </DraftLease>
      )}
    </Shown>
  );
}
