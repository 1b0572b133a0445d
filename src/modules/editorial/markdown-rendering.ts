import { snakeCase } from 'typeorm/util/StringUtils';
import { raw, sql, type Sql } from '../../database/sql';
import type { Database } from '../../database/database';
import type { ReadDatabase } from '../../database/read-database';
import { executeSql } from '../../database/write-sql';
import { WorkLoop } from '../../core/background/work-loop';
import { tableOf } from '../../core/fields/content';
import type { Field } from '../../core/fields/field';
import { markdownRenderer } from '../../core/markdown/markdown-renderer';
import { renderedFrom, RENDERER_VERSION, renderStored } from '../../core/markdown/rendered-markdown';
import type { ListedType } from '../publishing/publishable';

/** Maximum texts in one unit of work. While it runs, no editor can write to SQLite. */
const BATCH_SIZE = 20;

/** Milliseconds between batches, in which others can write. */
const PAUSE_MS = 50;

/** Milliseconds between checks: another process may have written rows that have no HTML. */
const CHECK_INTERVAL_MS = 600_000;

/** The table and the columns of a Markdown text that has HTML. */
interface RenderedText {
  readonly table: Sql;
  readonly text: Sql;
  readonly html: Sql;
  readonly key: Sql;
}

interface OutdatedText {
  readonly id: number;
  readonly text: string | null;
}

/**
 * Renders the texts whose HTML is missing or was made by an older version of the renderer, in the background. Until it has
 * come to a text, reads render that text themselves.
 */
export class MarkdownRendering {
  private readonly read: ReadDatabase;
  private readonly texts: readonly RenderedText[];
  private readonly loop: WorkLoop;

  constructor(
    private readonly database: Database,
    types: readonly ListedType[],
    onError: (error: unknown) => void,
  ) {
    this.read = database.read.withoutListeners();
    this.texts = types.flatMap(renderedTextsOf);
    this.loop = new WorkLoop(() => this.renderBatch(), onError);
  }

  start(): void {
    this.loop.wake();
  }

  async stop(): Promise<void> {
    await this.loop.stop();
    await markdownRenderer.stop();
  }

  private async renderBatch(): Promise<number> {
    for (const rendered of this.texts) {
      const outdated = await this.findOutdated(rendered);
      if (outdated.length === 0) continue;
      const htmls = new Map<number, string | null>();
      for (const { id, text } of outdated) htmls.set(id, text === null ? null : await renderStored(text));
      await this.database.write(async (manager) => {
        for (const { id, text } of outdated) {
          const { html, key } = renderedFrom(text, htmls.get(id) ?? null);
          // If an editor has changed the text meanwhile, its HTML is there already.
          await executeSql(
            manager,
            sql`UPDATE ${rendered.table} SET ${rendered.html} = ${html}, ${rendered.key} = ${key}
              WHERE id = ${id} AND (${rendered.text} = ${text} OR ${text === null ? sql`${rendered.text} IS NULL` : raw('1 = 0')})`,
          );
        }
      });
      return PAUSE_MS;
    }
    return CHECK_INTERVAL_MS;
  }

  private findOutdated({ table, text, key }: RenderedText): Promise<OutdatedText[]> {
    return this.read.query<OutdatedText>(
      sql`SELECT id, ${text} AS text FROM ${table} WHERE ${key} < ${RENDERER_VERSION} ORDER BY ${key}, id LIMIT ${BATCH_SIZE}`,
      'custom',
    );
  }
}

function renderedTextsOf({ content }: ListedType): RenderedText[] {
  const fields = Object.entries(content.fields as Readonly<Record<string, Pick<Field<unknown>, 'rendered'>>>);
  return fields
    .filter(([, { rendered }]) => rendered !== undefined)
    .map(([name]) => ({
      table: raw(tableOf(content)),
      text: raw(snakeCase(name)),
      html: raw(`${snakeCase(name)}_html`),
      key: raw(`${snakeCase(name)}_key`),
    }));
}
