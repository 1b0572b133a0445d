// Stands in for the PostgreSQL project's tests where there is no PostgreSQL, so that the summary counts a skipped test.
test.skip('runs every test on PostgreSQL as well', () => undefined);
