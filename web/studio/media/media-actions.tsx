import { type ReactElement, useState } from 'react';
import { withElements } from '../../shared/with-elements';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { useInterface } from '../interface';
import type { Outcome } from '../outcome';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';

interface MediaActionsProps {
  readonly name: string;
  /** The language of the name; undefined: that of the interface. */
  readonly language: string | undefined;
  readonly onEdit: () => void;
  readonly remove: (api: ReturnType<typeof useApi>) => Promise<Outcome<unknown>>;
}

/** What can be done with an image or a file in its list. Only one that no item shows can be deleted. */
export function MediaActions({ name, language, onEdit, remove }: MediaActionsProps): ReactElement {
  const { t } = useInterface();
  const named = { name: <span lang={language}>{name}</span> };
  const api = useApi();
  const [isAsking, setAsking] = useState(false);
  const { problems, report } = useAnnouncedChange();
  return (
    <div className="actions">
      <Button aria-label={t('media.describe', { name })} onPress={onEdit}>
        {t('action.edit')}
      </Button>
      <Button
        aria-label={t('media.delete', { name })}
        onPress={() => {
          setAsking(true);
        }}
      >
        {t('action.delete')}
      </Button>
      <Problems problems={problems} />
      <Confirm
        title={withElements(t, 'media.delete', named)}
        text={t('media.deleteHint')}
        action={t('action.delete')}
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        onConfirm={() =>
          report(remove(api), withElements(t, 'media.deleted', named), () => {
            api.readAnew();
          })
        }
      />
    </div>
  );
}
