import { type ReactElement, useRef } from 'react';
import type { TranslatedTextInput } from '../../../clients/typescript/src/studio.js';
import { type FieldProblems, problemsOfEntry, problemsOfPart } from '../forms/field-problems';
import { Group } from '../forms/inputs/group';
import { useProblemText } from '../forms/inputs/problem-text';
import { useInterface } from '../interface';
import { Button } from '../ui/button';
import { TextInput, type TextLanguage } from '../ui/text-input';
import { OriginalText } from './original-text';
import { pairsOf, textFor, withText } from './texts-within';

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

/**
 * The texts within an outline or a list, each beside its original. Below them are the texts whose originals have changed or are
 * gone, to copy what is still right.
 */
export function TranslatedPairs(props: TranslatedPairsProps): ReactElement {
  const { label, originals, originalLanguage, value, language, onChange, problems } = props;
  const { t } = useInterface();
  const problemText = useProblemText();
  const place = useRef<HTMLDivElement>(null);
  const sent = pairsOf(originals, value);
  const gone = value.filter((pair) => !sent.includes(pair));
  return (
    <Group label={label} problem={problemText(problemsOfPart(problems, null))}>
      <div ref={place}>
        <ol className="pairs">
          {originals.map((original, position) => {
            const entry = t('form.entry', { label, position: position + 1 });
            const index = sent.findIndex((pair) => pair.original === original);
            return (
              <li key={original} className="pair">
                <OriginalText label={entry} text={original} language={originalLanguage} />
                <TextInput
                  label={entry}
                  value={textFor(value, original)}
                  language={language}
                  isMultiline={original.includes('\n')}
                  onChange={(changed) => {
                    onChange(withText(value, original, changed));
                  }}
                  problem={problemText(problemsOfEntry(problems, index))}
                />
              </li>
            );
          })}
        </ol>
        {gone.length > 0 && (
          <>
            <p className="hint">{t('translation.withoutOriginal')}</p>
            <ul className="pairs">
              {gone.map(({ original, text }) => (
                <li key={original} className="pair">
                  <OriginalText label={label} text={original} language={originalLanguage} />
                  <div className="gone">
                    <p {...language}>{text}</p>
                    <Button
                      aria-label={t('form.remove', { name: text })}
                      onPress={() => {
                        onChange(withText(value, original, ''));
                        requestAnimationFrame(() => {
                          (
                            place.current?.querySelector<HTMLElement>('.gone button') ??
                            place.current?.querySelector<HTMLElement>('input, textarea')
                          )?.focus();
                        });
                      }}
                    >
                      {t('action.remove')}
                    </Button>
                  </div>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Group>
  );
}
