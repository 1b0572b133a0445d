import { type ReactElement, useState } from 'react';
import {
  StudioDeleteDemonstrationDataDocument,
  StudioDemonstrationDocument,
  type StudioDemonstrationItemFragment,
} from '../../../clients/typescript/src/studio.js';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';

/** What is left of the demonstration, and its deletion. Shows nothing where there is none. */
export function Demonstration(): ReactElement {
  const reading = useReading(StudioDemonstrationDocument, {});
  return (
    <Shown reading={reading}>
      {({ demonstrationItems: items }) => items !== null && items.length > 0 && <DemonstrationLeft items={items} />}
    </Shown>
  );
}

type Items = readonly StudioDemonstrationItemFragment[];

function DemonstrationLeft({ items }: { readonly items: Items }): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const [isAsking, setAsking] = useState(false);
  const { problems, report } = useAnnouncedChange();
  const kept = items.filter(({ keptBecause }) => keptBecause !== null);
  const count = items.length - kept.length;
  const remove = (): Promise<void> =>
    report(api.change(StudioDeleteDemonstrationDataDocument, { input: {} }), t('demonstration.deleted'));
  return (
    <section aria-labelledby="demonstration">
      <h2 id="demonstration">{t('demonstration.title')}</h2>
      <p className="hint">{t('demonstration.hint')}</p>
      <Problems problems={problems} />
      {count > 0 && (
        <Button
          look="danger"
          onPress={() => {
            setAsking(true);
          }}
        >
          {t('demonstration.delete')}
        </Button>
      )}
      {kept.length > 0 && <KeptItems items={kept} />}
      <Confirm
        title={t('demonstration.delete')}
        text={t('demonstration.deleteText', { count })}
        action={t('demonstration.delete')}
        isOpen={isAsking}
        onClose={() => {
          setAsking(false);
        }}
        onConfirm={remove}
      />
    </section>
  );
}

/** The items that the deletion leaves, with the reasons. */
function KeptItems({ items }: { readonly items: Items }): ReactElement {
  const { t } = useInterface();
  return (
    <details>
      <summary>{t('demonstration.kept', { count: items.length })}</summary>
      <ul>
        {items.map(({ id, title, keptBecause }) => (
          <li key={id}>
            {title ?? t('demonstration.picture')}{' '}
            <span className="hint">
              {t(keptBecause === 'CHANGED' ? 'demonstration.CHANGED' : 'demonstration.IN_USE')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
