import { type ReactElement, type ReactNode, useEffect } from 'react';
import { useInterface } from '../interface';

interface ScreenProps {
  readonly title: string;
  /** What stands beside the title, such as buttons and links. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A screen with its title, which is also the title of the window. */
export function Screen({ title, actions, children }: ScreenProps): ReactElement {
  const { t } = useInterface();
  useEffect(() => {
    document.title = `${title} · ${t('studio.name')}`;
  }, [title, t]);
  return (
    <>
      <div className="title">
        <h1>{title}</h1>
        {actions !== undefined && <div className="actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}
