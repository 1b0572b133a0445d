import { createContext, use, useCallback, useEffect, useState, type ReactElement, type ReactNode } from 'react';
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

/** How long an announcement without an action is shown, in milliseconds. */
const SHOWN_MS = 10_000;

/** Shows the latest announcement until the next one, or until it is closed. One without anything to undo goes by itself. */
export function Announcements({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useInterface();
  const [latest, setLatest] = useState<Announcement | null>(null);
  const announce = useCallback<Announce>((text, undo) => {
    setLatest({ text, undo });
  }, []);
  const close = (closed: Announcement): void => {
    setLatest((current) => (current === closed ? null : current));
  };
  useEffect(() => {
    if (latest === null || latest.undo !== undefined) return undefined;
    const timer = setTimeout(() => {
      close(latest);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [latest]);
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
