import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { Screen } from '../shell/screen';
import { ApiKeyList } from './api-key-list';
import { Demonstration } from './demonstration';
import { WebhookList } from './webhook-list';

/** What administrators set for the whole programme. */
export function SettingsScreen(): ReactElement {
  const { t } = useInterface();
  const { role } = useSession();
  return (
    <Screen title={t('nav.settings')}>
      <h2>{t('settings.languages')}</h2>
      <p className="hint">{t('settings.languagesHint')}</p>
      <LanguageList />
      {role === 'ADMIN' && (
        <>
          <WebhookList />
          <ApiKeyList />
          <Demonstration />
        </>
      )}
    </Screen>
  );
}

function LanguageList(): ReactElement {
  const { t, languageName } = useInterface();
  const { locales } = useSession();
  return (
    <ul>
      {locales.map(({ locale, name, isDefault }) => (
        <li key={locale}>
          {languageName(locale)} (<span lang={locale}>{name}</span>, <code>{locale}</code>){' '}
          {isDefault && <span className="badge">{t('settings.defaultLanguage')}</span>}
        </li>
      ))}
    </ul>
  );
}
