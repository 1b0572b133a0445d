import { Link } from '@tanstack/react-router';
import { type ReactElement, useState } from 'react';
import { Form } from 'react-aria-components';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TextInput } from '../ui/text-input';
import { type ListState, readListState, viewOf } from './list-state';

interface SavedView {
  readonly name: string;
  readonly view: ListState;
}

interface SavedViewsProps {
  /** The path of the list. */
  readonly path: string;
  readonly state: ListState;
}

/** Views of a list under names, kept in this browser for the account. */
export function SavedViews({ path, state }: SavedViewsProps): ReactElement {
  const { t } = useInterface();
  const { account } = useSession();
  const announce = useAnnounce();
  const key = `entente.studio.views.${account.id}${path}`;
  const [views, setViews] = useState(() => readViews(key));
  const [isNaming, setNaming] = useState(false);
  const [name, setName] = useState('');
  const keep = (changed: readonly SavedView[]): void => {
    localStorage.setItem(key, JSON.stringify(changed));
    setViews(changed);
  };
  const close = (): void => {
    setNaming(false);
  };
  return (
    <section className="views" aria-label={t('views.title')} tabIndex={-1}>
      {views.map((saved) => (
        <span key={saved.name} className="view">
          <Link to={path} search={saved.view} activeOptions={{ exact: true }}>
            {saved.name}
          </Link>
          <Button
            aria-label={t('views.remove', { name: saved.name })}
            onPress={() => {
              keep(views.filter((one) => one !== saved));
              announce(t('views.removed', { name: saved.name }), () => {
                keep(views);
                return Promise.resolve();
              });
            }}
          >
            <span aria-hidden="true">×</span>
          </Button>
        </span>
      ))}
      <Button
        onPress={() => {
          setName('');
          setNaming(true);
        }}
      >
        {t('views.save')}
      </Button>
      <Dialog title={t('views.save')} isOpen={isNaming} onClose={close}>
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            const saved = { name: name.trim(), view: viewOf(state) };
            if (saved.name === '') return;
            keep([...views.filter((one) => one.name !== saved.name), saved]);
            announce(t('views.saved', { name: saved.name }));
            close();
          }}
        >
          <TextInput autoFocus label={t('views.name')} value={name} onChange={setName} maxLength={60} isRequired />
          <div className="actions">
            <Button onPress={close}>{t('action.cancel')}</Button>
            <Button type="submit" look="primary" isDisabled={name.trim() === ''}>
              {t('views.saveAction')}
            </Button>
          </div>
        </Form>
      </Dialog>
    </section>
  );
}

/** The views that are kept. What is damaged is left out. */
function readViews(key: string): readonly SavedView[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]') as readonly SavedView[];
    return kept.map(({ name, view }) => ({ name, view: readListState(view) }));
  } catch {
    return [];
  }
}
