import type { ReactElement } from 'react';
import { CheckboxGroup, Label } from 'react-aria-components';
import type { PublicationState } from '../../../clients/typescript/src/studio.js';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { Checkbox } from '../ui/checkbox';
import type { PublishableItem } from './publishable-item';

interface PublicationLanguagesProps {
  readonly item: PublishableItem;
  readonly state: PublicationState;
  /** The languages that can be published now. */
  readonly publishable: readonly string[];
  /** Those of them that will be published. */
  readonly chosen: readonly string[];
  readonly onChoose: (locales: readonly string[]) => void;
  /** Makes a published translation a draft again. */
  readonly onWithdraw: (locale: string) => void;
}

/** The languages of an item with their states, and a choice of those to publish. Shows nothing if there is only one. */
export function PublicationLanguages(props: PublicationLanguagesProps): ReactElement | null {
  const { item, state, publishable, chosen, onChoose, onWithdraw } = props;
  const { t, languageName } = useInterface();
  const translations = item.translations ?? [];
  if (translations.length === 0) return null;
  const describe = (locale: string): string => {
    const translation = translations.find((one) => one.locale === locale);
    const parts = [
      languageName(locale),
      t(`publication.${translation?.state ?? state}`),
      ...(translation === undefined ? [t('publishing.original')] : []),
      ...(translation?.isOutdated === true ? [t('publishing.outdated')] : []),
    ];
    return parts.join(' · ');
  };
  return (
    <>
      {publishable.length > 0 && (
        <CheckboxGroup className="field" value={[...chosen]} onChange={onChoose}>
          <Label>{t('publishing.languages')}</Label>
          {publishable.map((locale) => (
            <Checkbox key={locale} value={locale}>
              {describe(locale)}
            </Checkbox>
          ))}
        </CheckboxGroup>
      )}
      <ul className="rows">
        {[item.originalLocale, ...translations.map(({ locale }) => locale)]
          .filter((locale) => !publishable.includes(locale))
          .map((locale) => (
            <li key={locale}>
              <span>{describe(locale)}</span>
              {locale !== item.originalLocale && (
                <Button
                  aria-label={t('publishing.withdrawLanguage', { language: languageName(locale) })}
                  onPress={() => {
                    onWithdraw(locale);
                  }}
                >
                  {t('publishing.unpublish')}
                </Button>
              )}
            </li>
          ))}
      </ul>
    </>
  );
}
