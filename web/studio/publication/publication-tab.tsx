import type { ReactElement } from 'react';
import {
  type PublishableType,
  StudioItemPublicationDocument,
  type StudioItemPublicationQuery,
} from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { Shown } from '../ui/waiting';
import { History } from './history';
import { PreviewLinks } from './preview-links';
import { PublishPanel } from './publish-panel';
import type { PublishableItem } from './publishable-item';

interface PublicationTabProps {
  readonly type: PublishableType;
  readonly id: string;
}

/** Everything about the publication of an item: its state, links to previews, and its history. */
export function PublicationTab({ type, id }: PublicationTabProps): ReactElement {
  const { t } = useInterface();
  const reading = useReading(StudioItemPublicationDocument, { id });
  return (
    <Shown reading={reading}>
      {({ item }) => {
        if (!isPublishable(item) || item.publication === null) return <p>{t('publishing.gone')}</p>;
        const { publication } = item;
        return (
          <div className="panels">
            <PublishPanel type={type} item={item} publication={publication} onStale={reading.refresh} />
            {'previews' in item && <PreviewLinks type={type} item={item} previews={item.previews ?? []} />}
            <History type={type} id={id} version={publication.version} onStale={reading.refresh} />
          </div>
        );
      }}
    </Shown>
  );
}

function isPublishable(item: StudioItemPublicationQuery['item']): item is PublishableItem {
  return item !== null && 'publication' in item;
}
