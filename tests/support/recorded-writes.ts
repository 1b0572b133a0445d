import type { QueryRunner } from 'typeorm';
import type { Database } from '../../src/database/database';

/** The statements of units of work, apart from those that begin and end transactions. */
interface RecordedWrites {
  readonly texts: readonly string[];
  /** Forgets what was recorded. */
  clear(): void;
  stop(): void;
}

/** Records the statements of the units of work of all databases of this kind, from now on. */
export async function recordWrites(database: Database): Promise<RecordedWrites> {
  const runner = await database.write((manager) =>
    Promise.resolve(Object.getPrototypeOf(manager.queryRunner) as QueryRunner),
  );
  const query = Object.getOwnPropertyDescriptor(runner, 'query')!.value as QueryRunner['query'];
  const texts: string[] = [];
  const spy = jest.spyOn(runner, 'query').mockImplementation(function (this: QueryRunner, ...args: [string]) {
    if (!/^\s*(START|BEGIN|COMMIT|ROLLBACK)/i.test(args[0])) texts.push(args[0]);
    return query.apply(this, args);
  } as QueryRunner['query']);
  return {
    texts,
    clear: () => (texts.length = 0),
    stop: () => {
      spy.mockRestore();
    },
  };
}
