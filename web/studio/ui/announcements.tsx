import {
  createContext,
  type ReactElement,
  type ReactNode,
  type RefCallback,
  use,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
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

const PlaceContext = createContext<RefCallback<HTMLElement>>(() => undefined);

/** How long an announcement without an action is shown, in milliseconds. */
const SHOWN_MS = 10_000;

/** Shows the latest announcement until the next one, or until it is closed. One without anything to undo goes by itself. */
export function Announcements({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useInterface();
  const [latest, setLatest] = useState<Announcement | null>(null);
  // A dialog makes everything else inert, so what is announced while it is open is shown in it.
  const [places, setPlaces] = useState<readonly HTMLElement[]>([]);
  const innermost = useRef<HTMLElement>(undefined);
  innermost.current = places.at(-1);
  /** Where the latest announcement is shown. When that dialog is closed, it moves to what is below, and stays there. */
  const [place, setPlace] = useState(innermost.current);
  if ((place === undefined || !places.includes(place)) && place !== innermost.current) setPlace(innermost.current);
  const announce = useCallback<Announce>((text, undo) => {
    setLatest({ text, undo });
    setPlace(innermost.current);
  }, []);
  const addPlace = useCallback((place: HTMLElement | null) => {
    if (place === null) return undefined;
    setPlaces((before) => [...before, place]);
    return () => {
      setPlaces((before) => before.filter((one) => one !== place));
    };
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
      <PlaceContext value={addPlace}>
        {children}
        <AnnouncementPlace />
      </PlaceContext>
      {latest !== null &&
        place !== undefined &&
        createPortal(
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
              aria-label={t('action.hideMessage')}
              onPress={() => {
                close(latest);
              }}
            >
              <span aria-hidden="true">×</span>
            </Button>
          </div>,
          place,
        )}
    </AnnouncementContext>
  );
}

/** Where announcements are shown: below all screens, and in each dialog while it is open. */
export function AnnouncementPlace(): ReactElement {
  return <div className="announcement" role="status" ref={use(PlaceContext)} />;
}

export function useAnnounce(): Announce {
  return use(AnnouncementContext)!;
}
