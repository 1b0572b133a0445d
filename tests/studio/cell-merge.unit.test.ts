import { conflictingColumns, rebased, withChosenCell } from '../../web/studio/forms/cell-merge';

/** A row as the editor saw it. */
const seen = { date: '2026-01-01', value: '10', country: '', description: 'Seen' };

it('merges a row cell by cell, and leaves what both have changed to the editor', () => {
  const mine = { ...seen, value: '20', country: 'GE', description: 'Mine' };
  const theirs = { ...seen, date: '2026-02-02', country: 'GE', description: 'Theirs' };

  const merged = rebased({ from: seen, mine }, theirs);
  expect(merged.mine).toEqual({ value: '20', date: '2026-02-02', country: 'GE', description: 'Mine' });
  expect(conflictingColumns(merged, theirs)).toEqual(['description']);
  expect(rebased(merged, theirs)).toEqual(merged);

  const kept = withChosenCell(merged, theirs, 'description', 'mine');
  const taken = withChosenCell(merged, theirs, 'description', 'theirs');
  expect([kept, taken].map((one) => conflictingColumns(one, theirs))).toEqual([[], []]);
  expect([kept, taken].map((one) => one.mine.description)).toEqual(['Mine', 'Theirs']);
  expect(kept.from).toEqual(theirs);
});

it('changes nothing if others have changed nothing', () => {
  const change = { from: seen, mine: { ...seen, value: '20' } };
  expect(rebased(change, seen)).toEqual(change);
});
