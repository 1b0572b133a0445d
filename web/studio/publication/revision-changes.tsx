import { diffArrays } from 'diff';
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { fieldName } from '../content/field-name';
import { type Interface, useInterface } from '../interface';
import type { LocalTime } from '../local-time';
import { type ComparedValue, differencesOf, type FieldDifference, type RecordedChange } from './field-difference';
import './publication.css';

/** How long two texts are compared, in milliseconds. Then each is shown as a whole. */
const TIMEOUT_MS = 500;

/** What a change did to each field: what was added, and what was removed. */
export function RevisionChanges({ changes }: { readonly changes: readonly RecordedChange[] }): ReactElement {
  const { t, languageName, clock } = useInterface();
  return (
    <dl className="differences">
      {changes.flatMap(differencesOf).map((difference) => {
        const { field, locale: translated } = difference;
        const name = fieldName(t, field);
        return (
          <div key={`${translated ?? ''} ${field}`}>
            <dt>{translated === null ? name : `${languageName(translated)}: ${name}`}</dt>
            <dd>
              <Difference {...readable(difference, t, clock)} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** States and times as people read them. */
function readable(difference: FieldDifference, t: Interface['t'], clock: LocalTime): FieldDifference {
  const shown = (value: ComparedValue): ComparedValue => {
    if (typeof value !== 'string') return value;
    if (difference.field === 'publication.state') return t(`publication.${value as 'DRAFT'}`);
    return /^\d{4}-\d\d-\d\dT/.test(value) ? clock.show(value) : value;
  };
  return { ...difference, from: shown(difference.from), to: shown(difference.to) };
}

/** What a change added to a value, and what it removed. */
export function Difference({ field, from, to }: FieldDifference): ReactElement {
  if (Array.isArray(from) || Array.isArray(to)) {
    return (
      <ul>
        {partsOf(listOf(from), listOf(to)).flatMap(({ change, tokens }) =>
          tokens.map((entry, index) => <li key={`${change} ${entry} ${index}`}>{marked(change, entry)}</li>),
        )}
      </ul>
    );
  }
  const [before, after] = [from as string | null, to as string | null];
  // Dates, states and names change as a whole.
  const isText = before !== null && after !== null && /\s/.test(before) && !field.startsWith('publication.');
  const parts = isText ? partsOf(wordsOf(before), wordsOf(after)) : partsOf(listOf(before), listOf(after));
  return (
    <>
      {parts.map(({ change, tokens }, index) => (
        <Fragment key={index}>
          {!isText && ' '}
          {marked(change, tokens.join(''))}
        </Fragment>
      ))}
    </>
  );
}

type ChangeOfPart = 'none' | 'added' | 'removed';

interface Part {
  readonly change: ChangeOfPart;
  readonly tokens: readonly string[];
}

function partsOf(from: readonly string[], to: readonly string[]): readonly Part[] {
  const parts = diffArrays([...from], [...to], { timeout: TIMEOUT_MS });
  if (parts === undefined)
    return [
      { change: 'removed', tokens: from },
      { change: 'added', tokens: to },
    ];
  return parts.map(({ added, removed, value }) => ({
    change: added ? 'added' : removed ? 'removed' : 'none',
    tokens: value,
  }));
}

function marked(change: ChangeOfPart, text: string): ReactNode {
  if (change === 'added') return <ins>{text}</ins>;
  if (change === 'removed') return <del>{text}</del>;
  return text;
}

/** The words of a text in any script, and what is between them. */
function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+|\s+|[^\p{L}\p{M}\p{N}\s]/gu) ?? [];
}

function listOf(value: ComparedValue): readonly string[] {
  if (value === null) return [];
  return typeof value === 'string' ? [value] : value;
}
