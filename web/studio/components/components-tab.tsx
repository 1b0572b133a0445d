import { type ReactElement, useState } from 'react';
import {
  type StudioComponentFragment,
  StudioComponentsDocument,
  StudioDeleteComponentDocument,
} from '../../../clients/typescript/src/studio.js';
import { withElements } from '../../shared/with-elements';
import { useAnnouncedChange } from '../announced-change';
import { useApi } from '../api';
import { useContentType } from '../forms/content-type';
import { useInterface } from '../interface';
import { useReading } from '../reading';
import { Button } from '../ui/button';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { Shown } from '../ui/waiting';
import { AddComponentDialog, ChangeComponentDialog } from './component-dialogs';

/** What the editor is doing. */
type Doing = { readonly action: 'add' } | { readonly action: 'change' | 'delete'; readonly component: string };

/** The components of a programme, and the ways to change them. */
export function ComponentsTab({ id }: { readonly id: string }): ReactElement {
  const { t } = useInterface();
  const api = useApi();
  const reading = useReading(StudioComponentsDocument, { id });
  const fields = useContentType('Component');
  const [doing, setDoing] = useState<Doing | null>(null);
  const { problems, report, clear } = useAnnouncedChange();
  const stop = (): void => {
    setDoing(null);
  };
  const start = (next: Doing): void => {
    clear();
    setDoing(next);
  };
  const remove = ({ id: component, version, name, originalLocale }: StudioComponentFragment): Promise<void> =>
    report(
      // Those who may delete the component see its version.
      api.change(StudioDeleteComponentDocument, { input: { id: component, version: version! } }),
      withElements(t, 'component.deleted', { name: <span lang={originalLocale}>{name}</span> }),
      reading.refresh,
    );

  return (
    <Shown reading={reading}>
      {({ programme }) => {
        if (programme === null || !('components' in programme)) return <p>{t('notFound.title')}</p>;
        const { slug, components } = programme;
        const chosen =
          doing !== null && 'component' in doing ? components.find((one) => one.id === doing.component) : undefined;
        const dialog = fields.data !== null && { fields: fields.data, onClose: stop };
        return (
          <section tabIndex={-1} aria-labelledby="components">
            <div className="title">
              <h2 id="components">{t('component.title')}</h2>
              <Button
                look="primary"
                onPress={() => {
                  start({ action: 'add' });
                }}
              >
                {t('component.add')}
              </Button>
            </div>
            <Problems problems={problems} />
            {components.length === 0 && <p>{t('component.none')}</p>}
            <ul className="rows">
              {components.map((component) => (
                <li key={component.id}>
                  <span>
                    <strong>{component.code}</strong> <span lang={component.originalLocale}>{component.name}</span>
                  </span>
                  <span className="actions">
                    <Button
                      aria-label={t('component.changeOf', { name: component.name })}
                      onPress={() => {
                        start({ action: 'change', component: component.id });
                      }}
                    >
                      {t('component.change')}
                    </Button>
                    <Button
                      look="danger"
                      aria-label={t('component.deleteOf', { name: component.name })}
                      onPress={() => {
                        start({ action: 'delete', component: component.id });
                      }}
                    >
                      {t('component.delete')}
                    </Button>
                  </span>
                </li>
              ))}
            </ul>
            {dialog && doing?.action === 'add' && <AddComponentDialog {...dialog} programme={slug} />}
            {dialog && chosen !== undefined && doing?.action === 'change' && (
              <ChangeComponentDialog {...dialog} component={chosen} onStale={reading.refresh} />
            )}
            <Confirm
              title={t('component.delete')}
              text={withElements(t, 'component.deleteText', {
                name: <span lang={chosen?.originalLocale}>{chosen?.name}</span>,
              })}
              action={t('component.delete')}
              isOpen={doing?.action === 'delete'}
              onClose={stop}
              onConfirm={async () => {
                if (chosen !== undefined) await remove(chosen);
              }}
            />
          </section>
        );
      }}
    </Shown>
  );
}
