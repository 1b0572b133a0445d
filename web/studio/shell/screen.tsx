import { createContext, type ReactElement, type ReactNode, use, useEffect } from 'react';
import { useInterface } from '../interface';

/** Takes the title of the screen that is shown. */
export const ScreenTitleContext = createContext<(title: string) => void>(() => undefined);

interface ScreenProps {
  readonly title: string;
  /** The language of the title; absent: that of the interface. */
  readonly titleLocale?: string;
  /** True while the title is being read. */
  readonly isLoading?: boolean;
  /** What stands beside the title, such as buttons and links. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A screen with its title, which is also the title of the window. */
export function Screen({ title, titleLocale, isLoading = false, actions, children }: ScreenProps): ReactElement {
  const { t } = useInterface();
  const show = use(ScreenTitleContext);
  useEffect(() => {
    document.title = `${title} · ${t('studio.name')}`;
    // `Waiting` says that a screen is loading.
    show(isLoading ? '' : title);
  }, [title, isLoading, t, show]);
  return (
    <>
      <div className="title">
        <h1 lang={titleLocale}>{title}</h1>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
