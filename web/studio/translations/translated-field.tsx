import type { ReactElement } from 'react';
import type { TranslatedTextInput } from '../../../clients/typescript/src/studio.js';
import type { ContentField } from '../forms/content-type';
import type { FieldProblems } from '../forms/field-problems';
import type { FieldValue, FormValues } from '../forms/form-values';
import { FieldInput } from '../forms/inputs/field-input';
import { textLanguageOf } from '../forms/text-language';
import type { ValueChange } from '../forms/value-change';
import { useInterface } from '../interface';
import type { RecordedChange } from '../publication/field-difference';
import { useSession } from '../session';
import { Checkbox } from '../ui/checkbox';
import { ChangedOriginal } from './changed-original';
import { OriginalText } from './original-text';
import { hasTextsWithin } from './texts-within';
import { TranslatedPairs } from './translated-pairs';
import { TranslatedTexts } from './translated-texts';
import { isListOfTexts } from './translation';

interface TranslatedFieldProps {
  readonly field: ContentField;
  readonly label: string;
  readonly original: FieldValue;
  readonly originalLocale: string;
  readonly locale: string;
  /** The texts of the translation. */
  readonly values: FormValues;
  readonly onChange: (change: ValueChange<FieldValue>) => void;
  readonly problems: FieldProblems;
  /** True if the original has changed since the text was translated. */
  readonly isOutdated: boolean;
  /** How the original has changed; undefined if that is not known. */
  readonly change: RecordedChange | undefined;
  /** True if the editor has changed the text, so that saving it brings it up to date. */
  readonly isChanged: boolean;
  /** True if the editor has said that the text is still right. */
  readonly isConfirmed: boolean;
  readonly onConfirm: (isConfirmed: boolean) => void;
}

/** An original with its translation beside it, or below it where there is no room. */
export function TranslatedField(props: TranslatedFieldProps): ReactElement {
  const { field, label, original, originalLocale, locale, values, onChange, problems } = props;
  const { isOutdated, change, isChanged, isConfirmed, onConfirm } = props;
  const { t } = useInterface();
  const { locales } = useSession();
  const language = textLanguageOf(locale, locales);
  const originalLanguage = textLanguageOf(originalLocale, locales);
  const value = values[field.name] ?? null;
  return (
    <div className={isOutdated ? 'translated outdated' : 'translated'}>
      {isListOfTexts(field) ? (
        <TranslatedTexts
          field={field}
          label={label}
          originals={original as readonly string[]}
          originalLanguage={originalLanguage}
          value={value as readonly string[]}
          language={language}
          onChange={onChange}
          problems={problems}
        />
      ) : hasTextsWithin(field) ? (
        <TranslatedPairs
          label={label}
          originals={original as readonly string[]}
          originalLanguage={originalLanguage}
          value={value as readonly TranslatedTextInput[]}
          language={language}
          onChange={onChange}
          problems={problems}
        />
      ) : (
        <div className="pair">
          <OriginalText label={label} text={original as string | null} language={originalLanguage} />
          <FieldInput
            field={field}
            label={label}
            hint={undefined}
            value={value}
            onChange={onChange}
            problems={problems}
            programme={null}
            language={language}
          />
        </div>
      )}
      {isOutdated && change !== undefined && (
        <ChangedOriginal label={label} change={change} language={originalLanguage} />
      )}
      {isOutdated && (
        <div className="hint">
          {t('translation.outdatedField')}
          {!isChanged && (
            <Checkbox isSelected={isConfirmed} onChange={onConfirm}>
              {t('translation.stillRight', { field: label })}
            </Checkbox>
          )}
        </div>
      )}
    </div>
  );
}
