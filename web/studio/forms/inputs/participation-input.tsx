import isoCountries from 'i18n-iso-countries/codes.json';
import { useId, useMemo, useRef, useState, type ReactElement } from 'react';
import { useInterface } from '../../interface';
import { useAnnounce } from '../../ui/announcements';
import { Button } from '../../ui/button';
import { TextInput } from '../../ui/text-input';
import { problemsOfEntry } from '../field-problems';
import { useReferences } from '../reference-names';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import {
  BLANK_ENTRY,
  cellOf,
  PARTICIPATION_COLUMNS,
  pastedCells,
  withPasted,
  type ParticipationColumn,
  type ParticipationEntry,
} from './participation-cells';
import { useProblemText } from './problem-text';
import type { SearchOption } from './search-box';

/** The people who took part, as a table into which a part of a spreadsheet can be pasted. */
export function ParticipationInput(props: FieldInputProps<readonly ParticipationEntry[]>): ReactElement {
  const { label, hint, value, onChange, problems, field, values } = props;
  const { t, locale } = useInterface();
  const announce = useAnnounce();
  const problemText = useProblemText();
  const id = useId();
  const table = useRef<HTMLTableElement>(null);
  const [organisations, setOrganisations] = useState<readonly SearchOption[]>([]);
  const slugs = value.map(({ organisation }) => organisation).filter((slug) => typeof slug === 'string');
  const { nameOf, search } = useReferences(field.target!, slugs, values);
  const names = useMemo(() => new Intl.DisplayNames(locale, { type: 'region' }), [locale]);
  const countries = useMemo(
    () =>
      isoCountries
        .map(([code]) => ({ key: code!, label: names.of(code!) ?? code! }))
        .sort((one, other) => one.label.localeCompare(other.label, locale)),
    [names, locale],
  );

  const changeCell = (row: number, column: ParticipationColumn, text: string): void => {
    onChange(value.with(row, { ...value[row]!, [column]: cellOf(column, text) }));
    if (column === 'organisation') void search(text).then(setOrganisations);
  };
  /** Names of countries become codes, and names of organisations that exactly one has become slugs. */
  const paste = async (row: number, column: ParticipationColumn, text: string): Promise<void> => {
    const cells = pastedCells(text);
    if (cells === null) return;
    const pasted = withPasted(value, { row, column }, cells, field.maxItems!);
    onChange(await Promise.all(pasted.map(named)));
    announce(t('participation.pasted', { count: Math.min(cells.length, field.maxItems! - row) }));
  };
  const named = async (entry: ParticipationEntry): Promise<ParticipationEntry> => ({
    ...entry,
    country: keyIn(countries, entry.country),
    organisation: keyIn(
      typeof entry.organisation === 'string' && !SLUG.test(entry.organisation) ? await search(entry.organisation) : [],
      entry.organisation,
    ),
  });
  const focusCell = (row: number): void => {
    requestAnimationFrame(() =>
      table.current?.querySelectorAll<HTMLElement>('tbody tr')[row]?.querySelector('input')?.focus(),
    );
  };
  return (
    <Group label={label} hint={hint} problem={problemText(problems.filter(({ part }) => part.length === 0))}>
      <datalist id={`${id}-country`}>
        {countries.map(({ key, label: name }) => (
          <option key={key} value={key} label={name} />
        ))}
      </datalist>
      <datalist id={`${id}-organisation`}>
        {organisations.map(({ key, label: name }) => (
          <option key={key} value={key} label={name} />
        ))}
      </datalist>
      {value.length > 0 && (
        <div className="wide" role="region" aria-label={label} tabIndex={0}>
          <table className="participation" ref={table}>
            <thead>
              <tr>
                {PARTICIPATION_COLUMNS.map((column) => (
                  <th key={column} scope="col">
                    {t(`participation.${column}`)}
                  </th>
                ))}
                <td />
              </tr>
            </thead>
            <tbody>
              {value.map((entry, row) => {
                const own = problemsOfEntry(problems, row);
                return (
                  <tr key={row}>
                    {PARTICIPATION_COLUMNS.map((column, place) => (
                      <td
                        key={column}
                        title={titleOf(entry, column, (code) => names.of(code), nameOf)}
                        onPaste={(event) => {
                          const text = event.clipboardData.getData('text/plain');
                          if (pastedCells(text) === null) return;
                          event.preventDefault();
                          void paste(row, column, text);
                        }}
                      >
                        <TextInput
                          aria-label={t('participation.cell', {
                            column: t(`participation.${column}`),
                            position: row + 1,
                          })}
                          value={String(entry[column] ?? '')}
                          inputMode={place < 2 ? 'text' : 'numeric'}
                          {...(place < 2 && { suggestions: `${id}-${column}` })}
                          onChange={(text) => {
                            changeCell(row, column, text);
                          }}
                          problem={problemText(
                            own.filter(({ part }) => part[0] === column || (place === 0 && part.length === 0)),
                          )}
                        />
                      </td>
                    ))}
                    <td>
                      <Button
                        aria-label={t('form.removeEntry', { position: row + 1 })}
                        onPress={() => {
                          onChange(value.toSpliced(row, 1));
                          focusCell(Math.max(0, row - 1));
                        }}
                      >
                        <span aria-hidden="true">×</span>
                      </Button>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      <Button
        isDisabled={value.length >= field.maxItems!}
        onPress={() => {
          onChange([...value, BLANK_ENTRY]);
          focusCell(value.length);
        }}
      >
        {t('participation.add')}
      </Button>
    </Group>
  );
}

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The key of the only option with this label; else the text itself. */
function keyIn(options: readonly SearchOption[], text: string | number | null): string | number | null {
  const same = options.filter(
    ({ label }) => typeof text === 'string' && label.toLocaleLowerCase() === text.toLocaleLowerCase(),
  );
  return same.length === 1 ? same[0]!.key : text;
}

/** The name of what the key in a cell stands for. */
function titleOf(
  entry: ParticipationEntry,
  column: ParticipationColumn,
  countryOf: (code: string) => string | undefined,
  organisationOf: (slug: string) => string,
): string | undefined {
  const cell = entry[column];
  if (typeof cell !== 'string') return undefined;
  if (column === 'organisation') return organisationOf(cell);
  return column === 'country' && /^[A-Z]{2}$/.test(cell) ? countryOf(cell) : undefined;
}
