/** A test of what does not depend on the database, or of what only SQLite has. */
export function onSqlite(name: string, run: () => Promise<void>): void {
  if (__DATABASE__ === 'sqlite') test(name, run);
}
