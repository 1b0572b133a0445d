import type { ReactElement } from 'react';
import { useInterface } from '../interface';
import type { TextLanguage } from '../ui/text-input';

interface OriginalTextProps {
  readonly label: string;
  /** Null if there is none. */
  readonly text: string | null;
  readonly language: TextLanguage;
}

/** A text in the language in which the item was written. */
export function OriginalText({ label, text, language }: OriginalTextProps): ReactElement {
  const { t, languageName } = useInterface();
  return (
    <figure className="original">
      <figcaption className="hint">
        {t('translation.original', { field: label, language: languageName(language.lang) })}
      </figcaption>
      {text === null ? <p className="hint">{t('conflict.empty')}</p> : <p {...language}>{text}</p>}
    </figure>
  );
}
