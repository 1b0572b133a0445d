import { type ReactElement, useCallback, useId, useMemo } from 'react';
import { SLUG_PATTERN } from '../../../../src/core/limits';
import { useInterface } from '../../interface';
import { CellTable } from '../cell-table';
import { type CellRows, isSameText } from '../cells';
import { useCountries } from '../countries';
import { problemsOfEntry } from '../field-problems';
import { useReferences } from '../reference-names';
import { useSuggestions } from '../suggestions';
import type { TableColumn } from '../table-cell';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import {
  BLANK_ENTRY,
  cellsOfEntry,
  PARTICIPATION_COLUMN_KINDS,
  PARTICIPATION_COLUMNS,
  type ParticipationColumn,
  type ParticipationEntry,
  readEntryCell,
  withEntryCell,
} from './participation-cells';
import { useProblemText } from './problem-text';
import type { SearchOption } from './search-box';

/** The people who took part, as a table into which a part of a spreadsheet can be pasted. */
export function ParticipationInput(props: FieldInputProps<readonly ParticipationEntry[]>): ReactElement {
  const { label, hint, value, onChange, problems, field } = props;
  const { t, countryName } = useInterface();
  const problemText = useProblemText();
  const id = useId();
  const slugs = value.map(({ organisation }) => organisation).filter((slug) => typeof slug === 'string');
  const { nameOf, search } = useReferences(field.target!, slugs);
  const { options: organisations, suggest } = useSuggestions(search);
  const countries = useCountries().options;

  const cells = useMemo<CellRows<ParticipationEntry, ParticipationColumn>>(
    () => ({
      columns: PARTICIPATION_COLUMNS,
      newRow: () => BLANK_ENTRY,
      cellsOf: cellsOfEntry,
      withCell: withEntryCell,
      // Names of countries become codes.
      read: (column, text) =>
        column === 'country' ? keyIn(countries, readEntryCell(column, text)) : readEntryCell(column, text),
    }),
    [countries],
  );
  /** Names of organisations that exactly one has become slugs, once they are looked up. */
  const lookUp = useCallback(
    async (names: readonly string[]): Promise<void> => {
      const slugs = await Promise.all(names.map(async (name) => keyIn((await search(name)) ?? [], name)));
      const slugOf = new Map<unknown, string>(names.map((name, index) => [name, slugs[index]!]));
      // Meanwhile, cells may have been edited, and rows added or removed: only cells that still hold a name are changed.
      onChange((now) =>
        now.map((entry) => ({ ...entry, organisation: slugOf.get(entry.organisation) ?? entry.organisation })),
      );
    },
    [search, onChange],
  );
  const onPasted = useCallback(
    (column: ParticipationColumn, texts: readonly (readonly string[])[]): void => {
      const place = PARTICIPATION_COLUMNS.indexOf('organisation') - PARTICIPATION_COLUMNS.indexOf(column);
      const pasted = new Set(texts.map((row) => readEntryCell('organisation', row[place] ?? '')));
      const names = [...pasted].filter((text) => text !== '' && !SLUG_PATTERN.test(text));
      if (names.length > 0) void lookUp(names);
    },
    [lookUp],
  );
  const columns = PARTICIPATION_COLUMNS.map((name): TableColumn<ParticipationColumn> => ({
    name,
    label: t(`participation.${name}`),
    kind: PARTICIPATION_COLUMN_KINDS[name],
    ...(name === 'organisation' && { suggestions: id, onType: suggest }),
  }));
  return (
    <Group label={label} hint={hint} problem={problemText(problems.filter(({ part }) => part.length === 0))}>
      <datalist id={id}>
        {organisations.map(({ key, label: name }) => (
          <option key={key} value={key} label={name} />
        ))}
      </datalist>
      <CellTable
        label={label}
        columns={columns}
        rows={value}
        cells={cells}
        titleOf={(row, column) => titleOf(value[row]!, column, countryName, nameOf)}
        problemOf={(row, column) =>
          problemText(
            problemsOfEntry(problems, row).filter(
              ({ part }) => part[0] === column || (column === 'country' && part.length === 0),
            ),
          )
        }
        onChange={onChange}
        onPasted={onPasted}
        max={field.maxItems!}
      />
    </Group>
  );
}

/** The key of the only option with this label; else the text itself. */
function keyIn(options: readonly SearchOption[], text: string): string {
  const same = options.filter(({ label }) => isSameText(label, text));
  return same.length === 1 ? same[0]!.key : text;
}

/** The name of what the key in a cell stands for. */
function titleOf(
  entry: ParticipationEntry,
  column: ParticipationColumn,
  countryOf: (code: string) => string,
  organisationOf: (slug: string) => string,
): string | undefined {
  const cell = entry[column];
  if (typeof cell !== 'string') return undefined;
  if (column === 'organisation') return organisationOf(cell);
  return column === 'country' && /^[A-Z]{2}$/.test(cell) ? countryOf(cell) : undefined;
}
