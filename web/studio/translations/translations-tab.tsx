import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import type { ContentItem, EditableContent } from '../content/editable-content';
import { useContentType } from '../forms/content-type';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { Choice } from '../ui/choice';
import { Shown } from '../ui/waiting';
import type { ItemTranslation } from './translation';
import { TranslationForm } from './translation-form';
import './translations.css';

interface TranslationsTabProps<Q> {
  readonly content: EditableContent<Q>;
  readonly item: ContentItem & { readonly version: number };
  /** Called when somebody else has changed the item meanwhile. */
  readonly onStale: () => void;
}

/** The translations of an item, of which one is shown. Which one is in the address. */
export function TranslationsTab<Q>({ content, item, onStale }: TranslationsTabProps<Q>): ReactElement {
  const { t, languageName } = useInterface();
  const { locales } = useSession();
  const { language } = useSearch({ strict: false });
  const navigate = useNavigate();
  const reading = useContentType(content.type);
  // A language that the programme no longer has may still have translations, which can be deleted.
  const others = [...new Set([...locales, ...item.translations].map(({ locale }) => locale))].filter(
    (locale) => locale !== item.values['originalLocale'],
  );
  const shown = others.find((locale) => locale === language) ?? others[0];
  if (shown === undefined) return <p>{t('translation.onlyLanguage')}</p>;
  const describe = (locale: string): string => {
    const translation = item.translations.find((one) => one.locale === locale);
    return [languageName(locale), ...describeStatus(translation)].join(' · ');
  };
  const describeStatus = (translation: ItemTranslation | undefined): readonly string[] => {
    if (translation === undefined) return [t('translation.none')];
    const { state, outdatedFields } = translation;
    return [t(`publication.${state}`), ...(outdatedFields.length > 0 ? [t('publishing.outdated')] : [])];
  };
  return (
    <>
      <Choice
        label={t('translation.language')}
        value={shown}
        options={others.map((locale) => ({ value: locale, label: describe(locale) }))}
        onChange={(locale) =>
          void navigate({ to: '.', search: { tab: 'translations', language: locale }, replace: true })
        }
      />
      <Shown reading={reading}>
        {(fields) => (
          <TranslationForm
            key={shown}
            content={content}
            item={item}
            locale={shown}
            fields={content.sections
              .flatMap((section) => section.fields.map((name) => fields.get(name)!))
              .filter(({ isTranslatable }) => isTranslatable)}
            onStale={onStale}
          />
        )}
      </Shown>
    </>
  );
}
