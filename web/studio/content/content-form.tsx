import { type ReactElement, useState } from 'react';
import { useApi } from '../api';
import { useContentType } from '../forms/content-type';
import { DraftLease } from '../forms/draft-lease';
import { drafts } from '../forms/drafts';
import { ItemForm } from '../forms/item-form';
import { draftKeyOf } from '../forms/local-draft';
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
}

/** The form of an item of content. */
export function ContentForm<Q>({ content, item, onCreated }: ContentFormProps<Q>): ReactElement {
  const api = useApi();
  const { account } = useSession();
  const fields = useContentType(content.type);
  const firstKeyOfNew = draftKeyOf(account.id, content.type, 'new');
  const [keyOfNew] = useState(() => drafts.keyOfNew(firstKeyOfNew));
  const keyOf = (id: string | null): string => (id === null ? keyOfNew : draftKeyOf(account.id, content.type, id));
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
                  { to: drafts.isNextNew(keyOfNew, firstKeyOfNew) ? `${content.path}/new` : null, title }
                : { to: `${content.path}/${id}`, title, locale: values['originalLocale'] as string }
            }
            draftKeyOf={keyOf}
            send={({ clientMutationId, id, version, values }): Promise<Outcome<FormItem>> =>
              id === null
                ? content.creation!.create(api, { ...values, clientMutationId })
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
