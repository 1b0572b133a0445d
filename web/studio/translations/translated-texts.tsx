import type { ReactElement } from 'react';
import type { ContentField } from '../forms/content-type';
import { type FieldProblems, problemsOfEntry } from '../forms/field-problems';
import { Group } from '../forms/inputs/group';
import { useProblemText } from '../forms/inputs/problem-text';
import { useInterface } from '../interface';
import { TextInput, type TextLanguage } from '../ui/text-input';
import { OriginalText } from './original-text';

interface TranslatedTextsProps {
  readonly field: ContentField;
  readonly label: string;
  readonly originals: readonly string[];
  readonly originalLanguage: TextLanguage;
  readonly value: readonly string[];
  readonly language: TextLanguage;
  readonly onChange: (value: readonly string[]) => void;
  readonly problems: FieldProblems;
}

/** The texts of a list, each beside its original. Texts that have no original any more can be emptied. */
export function TranslatedTexts(props: TranslatedTextsProps): ReactElement {
  const { field, label, originals, originalLanguage, value, language, onChange, problems } = props;
  const { t } = useInterface();
  const problemText = useProblemText();
  const count = Math.max(originals.length, value.length);
  const texts = Array.from({ length: count }, (_, index) => value[index] ?? '');
  return (
    <Group label={label} problem={problemText(problems.filter(({ part }) => part.length === 0))}>
      <ol className="pairs">
        {texts.map((text, index) => {
          const entry = t('form.entry', { label, position: index + 1 });
          return (
            <li key={index} className="pair">
              <OriginalText label={entry} text={originals[index] ?? null} language={originalLanguage} />
              <TextInput
                label={entry}
                value={text}
                language={language}
                isMultiline={field.kind === 'MULTILINE_TEXTS'}
                onChange={(changed) => {
                  onChange(withoutEmptyEnd(texts.with(index, changed)));
                }}
                problem={problemText(problemsOfEntry(problems, index))}
              />
            </li>
          );
        })}
      </ol>
    </Group>
  );
}

/** The texts up to the last one that is not empty. */
function withoutEmptyEnd(texts: readonly string[]): readonly string[] {
  return texts.slice(0, texts.findLastIndex((text) => text !== '') + 1);
}
