import type { ResponseLife } from '../../../core/types/cached';

/** What is recorded while an answer is computed: how long it lives, and what it is read from. */
export class AnswerRecording {
  /** The tables that the answer was read from. */
  readonly tables = new Set<string>();
  private reportedLife: ResponseLife | null = null;
  private readsUntracked = false;

  /**
   * @param tablesOf the tables of a statement; null if it reads a table whose changes are not tracked
   * @param onUncacheable called as soon as the answer is known not to be cacheable
   * @param onBegin called when the operation runs, since it has been admitted
   */
  constructor(
    private readonly tablesOf: (statement: string) => ReadonlySet<string> | null,
    private readonly onUncacheable: () => void,
    private readonly onBegin: () => void,
  ) {}

  /** `never` for answers that may not be cached, and until the life is known. */
  get life(): ResponseLife {
    return this.readsUntracked ? 'never' : (this.reportedLife ?? 'never');
  }

  readonly onLife = (life: ResponseLife): void => {
    this.reportedLife = life;
    if (life === 'never') this.onUncacheable();
  };

  readonly onStatement = (statement: string): void => {
    this.onBegin();
    const tables = this.tablesOf(statement);
    if (tables === null) {
      this.readsUntracked = true;
      this.onUncacheable();
    } else {
      for (const table of tables) this.tables.add(table);
    }
  };
}
