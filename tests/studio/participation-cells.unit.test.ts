import { type CellPlace, pastedCells, readCell, withPastedCells } from '../../web/studio/forms/cells';
import {
  BLANK_ENTRY,
  cellsOfEntry,
  PARTICIPATION_COLUMNS,
  type ParticipationColumn,
  type ParticipationEntry,
  problemsOfParticipation,
  readEntryCell,
  withEntryCell,
} from '../../web/studio/forms/inputs/participation-cells';

const row = (values: object): ParticipationEntry => ({ ...BLANK_ENTRY, ...values });

const withPasted = (rows: readonly ParticipationEntry[], from: CellPlace<ParticipationColumn>, text: string) =>
  withPastedCells(rows, from, pastedCells(text)!, {
    columns: PARTICIPATION_COLUMNS,
    newRow: () => BLANK_ENTRY,
    cellsOf: cellsOfEntry,
    withCell: withEntryCell,
    read: readEntryCell,
    isLocked: ({ unspecified }) => unspecified === 0,
  });

describe('cells of participation', () => {
  it('are codes and counts where the text is one, and the text otherwise', () => {
    const texts = { country: ' kg ', organisation: 'Academy ', women: '1\u00a0234', men: 'about 7', unspecified: ' ' };
    const entry = PARTICIPATION_COLUMNS.reduce(
      (before, column) => withEntryCell(before, column, readEntryCell(column, texts[column])),
      BLANK_ENTRY,
    );
    expect(entry).toEqual({ country: 'KG', organisation: 'Academy', women: 1234, men: 'about 7', unspecified: null });
    expect(problemsOfParticipation(entry)).toEqual([{ part: 'men', code: 'NOT_A_COUNT', text: 'about 7' }]);
    expect(problemsOfParticipation(row({ country: 'Kyrgyzstan' }))).toEqual([
      { part: 'country', code: 'NOT_A_COUNTRY', text: 'Kyrgyzstan' },
    ]);
  });

  it('are amounts with a comma as spreadsheets write them in French and Russian, unless it may group digits', () => {
    const texts = ['12\u202f000,50', '-7,5', '1,250', '1,250.50', '1.250,50', '12000.5'];
    expect(texts.map((text) => readCell('AMOUNT', text))).toEqual([
      '12000.50',
      '-7.5',
      '1,250',
      '1,250.50',
      '1.250,50',
      '12000.5',
    ]);
  });

  it('are options by their names in any case, also in a Turkish browser and with letters that are not composed', () => {
    jest.spyOn(String.prototype, 'toLocaleLowerCase').mockImplementation(function (this: string) {
      return this.replaceAll('I', 'ı').toLowerCase();
    });
    expect(readCell(['INDICATIVE', 'COMMITTED'], 'indicative')).toBe('INDICATIVE');
    expect(readCell(['ACADEMY'], 'acade\u0301mie', () => 'Académie')).toBe('ACADEMY');
  });

  it('are kept as they are typed', () => {
    expect(withEntryCell(BLANK_ENTRY, 'organisation', 'Academy ')).toEqual(row({ organisation: 'Academy ' }));
    expect(withEntryCell(BLANK_ENTRY, 'country', 'ky')).toEqual(row({ country: 'ky' }));
  });

  it('are pasted from the cell that has the focus on, and rows are added', () => {
    expect(
      withPasted([row({ men: 9 })], { row: 0, column: 'country' }, 'KG\tacademy\t5\t3\t\tmore\r\nKZ\t\t\t4\t\r\n'),
    ).toEqual([row({ country: 'KG', organisation: 'academy', women: 5, men: 3 }), row({ country: 'KZ', men: 4 })]);
    expect(withPasted([row({ country: 'KG' })], { row: 0, column: 'men' }, '1\t2\n3\t4')).toEqual([
      row({ country: 'KG', men: 1, unspecified: 2 }),
      row({ men: 3, unspecified: 4 }),
    ]);
  });

  it('are not pasted into rows that are locked', () => {
    const locked = row({ unspecified: 0 });
    expect(withPasted([locked, row({})], { row: 0, column: 'men' }, '1\n2')).toEqual([
      locked,
      row({ men: 1 }),
      row({ men: 2 }),
    ]);
  });

  it('are not taken from the text of a single cell, which the browser pastes itself', () => {
    expect(pastedCells('Kyrgyzstan\n')).toBeNull();
  });
});
