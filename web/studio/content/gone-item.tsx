import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { useInterface } from '../interface';

/** Shown in place of an item that the editor cannot see, or that is in the trash. */
export function GoneItem(): ReactElement {
  const { t } = useInterface();
  return (
    <div className="note" role="status">
      <p>{t('item.gone')}</p>
      <p>
        <Link to="/trash">{t('nav.trash')}</Link>
      </p>
    </div>
  );
}
