import { createContext, use, useCallback, useState, type ReactElement, type ReactNode } from 'react';
import { useInterface } from '../interface';
import { Button } from './button';

interface Announcement {
  readonly text: string;
  /** Undoes what was done. */
  readonly undo?: (() => Promise<void>) | undefined;
}

/** Tells the editor that something was done. Screen readers say it, too. */
export type Announce = (text: string, undo?: () => Promise<void>) => void;

const AnnouncementContext = createContext<Announce | null>(null);

/** Shows the latest announcement until the next one, or until it is closed. */
export function Announcements({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useInterface();
  const [latest, setLatest] = useState<Announcement | null>(null);
  const announce = useCallback<Announce>((text, undo) => {
    setLatest({ text, undo });
  }, []);
  const close = (closed: Announcement): void => {
    setLatest((current) => (current === closed ? null : current));
  };
  return (
    <AnnouncementContext value={announce}>
      {children}
      <div className="announcement" role="status">
        {latest !== null && (
          <div className="toast">
            <span>{latest.text}</span>
            {latest.undo !== undefined && (
              <Button
                onPress={() =>
                  void latest.undo!().then(() => {
                    close(latest);
                  })
                }
              >
                {t('action.undo')}
              </Button>
            )}
            <Button
              aria-label={t('action.close')}
              onPress={() => {
                close(latest);
              }}
            >
              <span aria-hidden="true">×</span>
            </Button>
          </div>
        )}
      </div>
    </AnnouncementContext>
  );
}

export function useAnnounce(): Announce {
  return use(AnnouncementContext)!;
}
