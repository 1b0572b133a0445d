import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { Screen } from '../shell/screen';

/** What waits for the editor. */
export function HomeScreen(): ReactElement {
  const { t } = useInterface();
  const { account } = useSession();
  return <Screen title={t('home.title', { name: account.name })}>{null}</Screen>;
}
