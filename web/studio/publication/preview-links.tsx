import { type ReactElement, useState } from 'react';
import {
  type PublishableType,
  type StudioPreviewFragment,
  StudioRevokePreviewDocument,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { CopyField } from '../ui/copy-field';
import { Confirm } from '../ui/dialog';
import { Problems } from '../ui/problems';
import { previewPageOf } from './public-pages';
import type { PublishableItem } from './publishable-item';
import { publishables } from './publishables';

interface PreviewLinksProps {
  readonly type: PublishableType;
  readonly item: PublishableItem;
  /** Those that have not expired. */
  readonly previews: readonly StudioPreviewFragment[];
}

/** Links that show the item as its page will look, to anyone who has them. */
export function PreviewLinks({ type, item, previews }: PreviewLinksProps): ReactElement {
  const { t, clock } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const [created, setCreated] = useState<{ readonly token: string; readonly expiresAt: string } | null>(null);
  const [revoked, setRevoked] = useState<StudioPreviewFragment | null>(null);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);

  const create = async (): Promise<void> => {
    setPending(true);
    const outcome = await api.change(publishables[type].createPreview!, { input: { id: item.id } });
    setPending(false);
    setProblems(outcome.problems ?? []);
    if (outcome.problems !== null) return;
    setCreated(outcome.data.created);
    announce(t('preview.created'));
  };
  const revoke = async (): Promise<void> => {
    const outcome = await api.change(StudioRevokePreviewDocument, { input: { id: revoked!.id } });
    setProblems(outcome.problems ?? []);
    if (outcome.problems === null) announce(t('preview.revoked'));
  };

  return (
    <section tabIndex={-1} aria-labelledby="previews">
      <h2 id="previews">{t('preview.title')}</h2>
      <p className="hint">{t('preview.hint')}</p>
      <Problems problems={problems} />
      {created !== null && (
        <div className="raised">
          <p>{t('preview.once', { time: clock.show(created.expiresAt) })}</p>
          <CreatedPreview token={created.token} locales={item.availableLocales} />
        </div>
      )}
      <div className="actions">
        <Button isPending={isPending} onPress={() => void create()}>
          {t('preview.create')}
        </Button>
      </div>
      {previews.length > 0 && (
        <>
          <h3>{t('preview.list')}</h3>
          <ul className="rows">
            {previews.map((preview) => {
              const name = t('preview.of', {
                name: preview.createdBy?.name ?? '–',
                time: clock.show(preview.expiresAt),
              });
              return (
                <li key={preview.id}>
                  <span>
                    {name}
                    {!preview.isActive && ` · ${t('preview.inactive')}`}
                  </span>
                  <Button
                    look="danger"
                    aria-label={t('preview.revokeOf', { name })}
                    onPress={() => {
                      setRevoked(preview);
                    }}
                  >
                    {t('preview.revoke')}
                  </Button>
                </li>
              );
            })}
          </ul>
        </>
      )}
      <Confirm
        title={t('preview.revoke')}
        text={t('preview.revokeText')}
        action={t('preview.revoke')}
        isOpen={revoked !== null}
        onClose={() => {
          setRevoked(null);
        }}
        onConfirm={revoke}
      />
    </section>
  );
}

interface CreatedPreviewProps {
  readonly token: string;
  readonly locales: readonly string[];
}

/** The links to a preview in each language. Without a site, the token, for pages elsewhere. */
function CreatedPreview({ token, locales }: CreatedPreviewProps): ReactElement {
  const { t, languageName } = useInterface();
  const links = locales.flatMap((locale) => {
    const address = previewPageOf(token, locale);
    return address === null ? [] : [{ locale, address }];
  });
  if (links.length === 0) return <CopyField label={t('preview.token')} value={token} />;
  return (
    <>
      {links.map(({ locale, address }) => (
        <div key={locale}>
          <CopyField label={languageName(locale)} value={address} />
          <a href={address} target="_blank" rel="noreferrer">
            {t('preview.open', { language: languageName(locale) })}
          </a>
        </div>
      ))}
    </>
  );
}
