import { useSearch } from '@tanstack/react-router';
import { type ReactElement, useEffect, useEffectEvent, useState } from 'react';
import { useApi } from '../api';
import { useContentType } from '../forms/content-type';
import { DraftLease } from '../forms/draft-lease';
import { drafts } from '../forms/drafts';
import { ItemForm } from '../forms/item-form';
import { draftKeyOf } from '../forms/local-draft';
import { mapOutcome, type Outcome } from '../outcome';
import { useSession } from '../session';
import { Shown } from '../ui/waiting';
import type { ContentInput, ContentItem, EditableContent } from './editable-content';

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
  /** Called when another tab has created the new item, whose form this tab has taken over meanwhile. */
  readonly onCreatedElsewhere: (id: string) => void;
}

interface Creation {
  /** The key of the draft of the new item. */
  readonly key: string;
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
  const [keyOfNew] = useState(() => (named === undefined ? drafts.keyOfNew(firstKeyOfNew) : firstKeyOfNew + named));
  const keyOf = (id: string | null): string => (id === null ? keyOfNew : draftKeyOf(account.id, content.type, id));
  const goOn = useEffectEvent(({ data: { key, id } }: MessageEvent<Creation>) => {
    const draft = drafts.at(keyOfNew);
    // A save of this tab leads there by itself.
    if (key === keyOfNew && draft.isShown && draft.state().saving === null) onCreatedElsewhere(id);
  });
  useEffect(() => {
    creations.addEventListener('message', goOn);
    return () => {
      creations.removeEventListener('message', goOn);
    };
  }, []);
  const create = async (input: ContentInput): Promise<Outcome<ContentItem>> => {
    const outcome = await content.creation!.create(api, input);
    if (outcome.problems === null) creations.postMessage({ key: keyOfNew, id: outcome.data.id } satisfies Creation);
    return outcome;
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
                  { to: `${content.path}/new`, search: { draft: keyOfNew.slice(firstKeyOfNew.length) }, title }
                : { to: `${content.path}/${id}`, title, locale: values['originalLocale'] as string }
            }
            draftKeyOf={keyOf}
            send={({ clientMutationId, id, version, values }): Promise<Outcome<FormItem>> =>
              id === null
                ? create({ ...values, clientMutationId })
                : content.update(api, { ...values, clientMutationId, id, version: version! })
            }
            load={async (id) => mapOutcome(await api.read(content.document, { id }), (data) => content.itemOf(data)!)}
            onCreated={(saved) => {
              onCreated({ ...saved, id: saved.id! });
            }}
          />
        </DraftLease>
      )}
    </Shown>
  );
}
