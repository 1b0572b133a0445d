import type { ReactElement } from 'react';
import { interfaceLocales, useInterface } from '../interface';
import { Choice } from '../ui/choice';

/** The language of the interface. */
export function LanguageChoice(): ReactElement {
  const { t, locale, choose } = useInterface();
  const options = interfaceLocales.map((value) => ({
    value,
    lang: value,
    label: new Intl.DisplayNames(value, { type: 'language' }).of(value) ?? value,
  }));
  return (
    <Choice label={t('studio.language')} value={locale} options={options} onChange={(chosen) => void choose(chosen)} />
  );
}
