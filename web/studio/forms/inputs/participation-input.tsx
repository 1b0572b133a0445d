import { type ReactElement, useEffect, useId, useRef } from 'react';
import { useInterface } from '../../interface';
import { CellTable, type TableColumn } from '../cell-table';
import { type CellPlace, isSameText, withPastedCells } from '../cells';
import { useCountries } from '../countries';
import { problemsOfEntry } from '../field-problems';
import { useReferences } from '../reference-names';
import { useSuggestions } from '../suggestions';
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

  /** The rows as they are now; null when the table is gone. */
  const latest = useRef<readonly ParticipationEntry[] | null>(value);
  latest.current = value;
  useEffect(
    () => () => {
      latest.current = null;
    },
    [],
  );

  const read = (column: ParticipationColumn, text: string): string =>
    column === 'country' ? keyIn(countries, readEntryCell(column, text)) : readEntryCell(column, text);
  const changeCell = (row: number, column: ParticipationColumn, text: string): void => {
    onChange(value.with(row, withEntryCell(value[row]!, column, text)));
    if (column === 'organisation') suggest(text);
  };
  /** Names of countries become codes, and names of organisations that exactly one has become slugs. */
  const paste = async (place: CellPlace<ParticipationColumn>, cells: readonly (readonly string[])[]): Promise<void> => {
    const pasted = withPastedCells(value, place, cells, {
      columns: PARTICIPATION_COLUMNS,
      blank: BLANK_ENTRY,
      withCell: (entry, column, text) => withEntryCell(entry, column, read(column, text)),
    });
    // What was pasted is shown and kept before organisations are looked up.
    onChange(pasted);
    const named = pasted
      .map(({ organisation }) => organisation)
      .filter((text) => typeof text === 'string' && !SLUG.test(text)) as readonly string[];
    const found = await Promise.all(
      [...new Set(named)].map(async (text) => [text, keyIn((await search(text)) ?? [], text)] as const),
    );
    const slugOf = new Map<unknown, string>(found);
    // Meanwhile, cells may have been edited, and rows added or removed: only cells that still hold a name are changed.
    if (latest.current?.some(({ organisation }) => slugOf.has(organisation)) !== true) return;
    onChange(
      latest.current.map((entry) => ({ ...entry, organisation: slugOf.get(entry.organisation) ?? entry.organisation })),
    );
  };
  const columns = PARTICIPATION_COLUMNS.map((name): TableColumn<ParticipationColumn> => ({
    name,
    label: t(`participation.${name}`),
    kind: PARTICIPATION_COLUMN_KINDS[name],
    ...(name === 'organisation' && { suggestions: id }),
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
        rows={value.map(cellsOfEntry)}
        titleOf={(row, column) => titleOf(value[row]!, column, countryName, nameOf)}
        problemOf={(row, column) =>
          problemText(
            problemsOfEntry(problems, row).filter(
              ({ part }) => part[0] === column || (column === 'country' && part.length === 0),
            ),
          )
        }
        read={read}
        onCell={({ row, column }, text) => {
          changeCell(row, column, text);
        }}
        onPaste={(place, cells) => void paste(place, cells)}
        onAdd={() => {
          onChange([...value, BLANK_ENTRY]);
        }}
        onRemove={(row) => {
          onChange(value.toSpliced(row, 1));
        }}
        max={field.maxItems!}
      />
    </Group>
  );
}

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

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
