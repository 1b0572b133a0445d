import type { PublishableType, StudioPublicationFragment } from '../../../clients/typescript/src/studio.js';
import type { Translate } from '../interface';
import type { BulkAction } from '../lists/bulk-action';
import type { ChangeInput } from './publishables';
import { Publishing } from './publishing';

interface ListedItem {
  readonly id: string;
  readonly publication: StudioPublicationFragment | null;
}

/** What can be done with several items of a type that can be published. */
export function publicationActions<N extends ListedItem>(
  type: PublishableType,
  t: Translate,
): readonly BulkAction<N>[] {
  return [
    {
      id: 'publish',
      label: t('publishing.publish'),
      run: (api, item) => new Publishing(api, type).publish(versionOf(item)),
    },
    {
      id: 'withdraw',
      label: t('publishing.withdraw'),
      look: 'danger',
      run: (api, item) => new Publishing(api, type).withdraw(versionOf(item)),
    },
    {
      id: 'delete',
      label: t('publishing.delete'),
      look: 'danger',
      run: (api, item) => new Publishing(api, type).delete(versionOf(item)),
    },
  ];
}

/** The version that the list shows. The server refuses one of an item that the editor may not edit. */
export function versionOf({ id, publication }: ListedItem): ChangeInput {
  return { id, version: publication?.version ?? 1 };
}
