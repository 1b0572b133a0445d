import {
  createContext,
  type ReactElement,
  type ReactNode,
  type RefCallback,
  use,
  useCallback,
  useEffect,
  useState,
} from 'react';
import { createPortal } from 'react-dom';
import { useInterface } from '../interface';
import { Button } from './button';

interface Announcement {
  readonly text: ReactNode;
  /** Undoes what was done. */
  readonly undo?: (() => Promise<void>) | undefined;
  /** True if it stays until it is closed or another one takes its place. */
  readonly stays: boolean;
}

interface Shown {
  readonly latest: Announcement | null;
  /** Where announcements can be shown, the innermost dialog last. */
  readonly places: readonly HTMLElement[];
  /**
   * Where the latest announcement is shown: in the dialog that was open, because it makes everything else inert. When that dialog
   * is closed, the announcement moves to what is below, and stays there.
   */
  readonly place: HTMLElement | undefined;
}

/**
 * Tells the editor that something was done. Screen readers say it, too. Null hides the message before, which is no longer true. A message
 * whose change can be undone stays.
 */
export type Announce = (text: ReactNode, undo?: () => Promise<void>) => void;

const AnnouncementContext = createContext<Announce | null>(null);

/** Tells the editor that something has failed which the screen does not show. The message stays. Null hides it. */
type Warn = (text: ReactNode) => void;

const WarningContext = createContext<Warn | null>(null);

const PlaceContext = createContext<RefCallback<HTMLElement>>(() => undefined);

/** How long an announcement is shown that does not stay, in milliseconds. */
const SHOWN_MS = 10_000;

/** Shows the latest announcement until the next one, or until it is closed. One that does not stay goes by itself. */
export function Announcements({ children }: { readonly children: ReactNode }): ReactElement {
  const { t } = useInterface();
  const [{ latest, place }, setShown] = useState<Shown>({ latest: null, places: [], place: undefined });
  const show = useCallback((latest: Announcement | null) => {
    setShown(({ places }) => ({ latest, places, place: places.at(-1) }));
  }, []);
  const announce = useCallback<Announce>(
    (text, undo) => {
      if (text !== null) show({ text, undo, stays: undo !== undefined });
      else setShown((before) => (before.latest?.stays === true ? before : { ...before, latest: null }));
    },
    [show],
  );
  const warn = useCallback<Warn>(
    (text) => {
      show(text === null ? null : { text, stays: true });
    },
    [show],
  );
  const addPlace = useCallback((added: HTMLElement | null) => {
    if (added === null) return undefined;
    const change = (changeOf: (places: Shown['places']) => Shown['places']): void => {
      setShown((before) => {
        const places = changeOf(before.places);
        const isThere = before.place !== undefined && places.includes(before.place);
        return { ...before, places, place: isThere ? before.place : places.at(-1) };
      });
    };
    change((places) => [...places, added]);
    return () => {
      change((places) => places.filter((one) => one !== added));
    };
  }, []);
  const close = (closed: Announcement): void => {
    setShown((before) => (before.latest === closed ? { ...before, latest: null } : before));
  };
  useEffect(() => {
    if (latest === null || latest.stays) return undefined;
    const timer = setTimeout(() => {
      close(latest);
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [latest]);
  return (
    <AnnouncementContext value={announce}>
      <WarningContext value={warn}>
        <PlaceContext value={addPlace}>
          {children}
          <AnnouncementPlace />
        </PlaceContext>
      </WarningContext>
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

export function useWarn(): Warn {
  return use(WarningContext)!;
}
