import type { ReactElement } from 'react';
import type { TranslatedTextInput } from '../../../clients/typescript/src/index.js';
import { problemsOfEntry, problemsOfPart, type FieldProblems } from '../forms/field-problems';
import { Group } from '../forms/inputs/group';
import { useProblemText } from '../forms/inputs/problem-text';
import { useInterface } from '../interface';
import { TextInput, type TextLanguage } from '../ui/text-input';
import { OriginalText } from './original-text';
import { pairsFor, textFor } from './texts-within';

interface TranslatedPairsProps {
  readonly label: string;
  /** The texts within the original value, each once. */
  readonly originals: readonly string[];
  readonly originalLanguage: TextLanguage;
  readonly value: readonly TranslatedTextInput[];
  readonly language: TextLanguage;
  readonly onChange: (value: readonly TranslatedTextInput[]) => void;
  readonly problems: FieldProblems;
}

/** The texts within an outline or a list, each beside its original. */
export function TranslatedPairs(props: TranslatedPairsProps): ReactElement {
  const { label, originals, originalLanguage, value, language, onChange, problems } = props;
  const { t } = useInterface();
  const problemText = useProblemText();
  return (
    <Group label={label} problem={problemText(problemsOfPart(problems, null))}>
      <ol className="pairs">
        {originals.map((original, index) => {
          const entry = t('form.entry', { label, position: index + 1 });
          const sent = value.findIndex((pair) => pair.original === original);
          return (
            <li key={original} className="pair">
              <OriginalText label={entry} text={original} language={originalLanguage} />
              <TextInput
                label={entry}
                value={textFor(value, original)}
                language={language}
                isMultiline={original.includes('\n')}
                onChange={(changed) => {
                  onChange(pairsFor(originals, (one) => (one === original ? changed : textFor(value, one))));
                }}
                problem={problemText(problemsOfEntry(problems, sent))}
              />
            </li>
          );
        })}
      </ol>
    </Group>
  );
}
