import { isUnavailable, isUncertainCommit } from '../../src/database/database-errors';

describe('errors of a database that can be used again later', () => {
  it.each(['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_IOERR_READ', 'SQLITE_IOERR', 'SQLITE_NOMEM'])('%s', (code) => {
    expect(isUnavailable('sqlite', { code })).toBe(true);
  });

  it.each(['SQLITE_CORRUPT', 'SQLITE_IOERR_CORRUPTFS', 'SQLITE_IOERR_SHORT_READ', 'SQLITE_NOLFS'])(
    'are not %s',
    (code) => {
      expect(isUnavailable('sqlite', { code })).toBe(false);
    },
  );

  it.each(['08006', '53100', '57P01', '58000', '58030'])('of PostgreSQL are %s', (code) => {
    expect(isUnavailable('postgres', { code })).toBe(true);
  });

  it.each(['58P01', '58P02', 'XX001'])('of PostgreSQL are not %s', (code) => {
    expect(isUnavailable('postgres', { code })).toBe(false);
  });
});

describe('a commit of SQLite', () => {
  it.each([
    ['SQLITE_IOERR_WRITE', true],
    ['SQLITE_IOERR_SHORT_READ', true],
    ['SQLITE_NOMEM', true],
    ['SQLITE_CANTOPEN', true],
    ['SQLITE_BUSY', false],
    ['SQLITE_FULL', false],
    ['SQLITE_CONSTRAINT_FOREIGNKEY', false],
  ])('that fails with %s may have happened: %s', (code, isUncertain) => {
    expect(isUncertainCommit({ code })).toBe(isUncertain);
  });
});
