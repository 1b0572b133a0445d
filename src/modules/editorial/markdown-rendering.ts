import { snakeCase } from 'typeorm/util/StringUtils';
import { WorkLoop } from '../../core/background/work-loop';
import { tableOf } from '../../core/fields/content';
import type { Field } from '../../core/fields/field';
import { localizedTypeOf } from '../../core/languages/translation.entity';
import { markdownRenderer } from '../../core/markdown/markdown-renderer';
import {
  renderAgain,
  type RenderedMarkdown,
  RENDERER_VERSION,
  RETRIED_KEYS,
} from '../../core/markdown/rendered-markdown';
import type { Database } from '../../database/database';
import type { ReadDatabase } from '../../database/reading/read-database';
import { never } from '../../database/sql/conditions';
import { raw, type Sql, sql } from '../../database/sql/sql';
import { executeSql } from '../../database/sql/write-sql';
import type { LocalizedDefinition } from '../localization/localized-type';

/** Maximum texts in one unit of work. While it runs, no editor can write to SQLite. */
const BATCH_SIZE = 20;

/** Milliseconds between batches, in which others can write. */
const PAUSE_MS = 50;

/**
 * Milliseconds between checks: another process may have written rows that have no HTML. Texts that took too long are tried
 * again as often.
 */
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
  readonly key: string;
}

/**
 * Renders the texts whose HTML is missing or was made by an older version of the renderer, in the background. Until it has
 * come to a text, reads render that text themselves.
 */
export class MarkdownRendering {
  private readonly read: ReadDatabase;
  private readonly texts: readonly RenderedText[];
  private readonly loop: WorkLoop;
  /** True between checks, when nothing is outdated. */
  private isWaiting = false;

  constructor(
    private readonly database: Database,
    types: readonly LocalizedDefinition[],
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
    const hasWaited = this.isWaiting;
    this.isWaiting = false;
    for (const rendered of this.texts) {
      const outdated = await this.findOutdated(rendered);
      if (outdated.length === 0) continue;
      await this.store(rendered, outdated);
      return PAUSE_MS;
    }
    if (hasWaited) {
      for (const rendered of this.texts) await this.store(rendered, await this.findRetried(rendered));
    }
    this.isWaiting = true;
    return CHECK_INTERVAL_MS;
  }

  private async store(rendered: RenderedText, outdated: readonly OutdatedText[]): Promise<void> {
    const columns: [OutdatedText, RenderedMarkdown][] = [];
    for (const row of outdated) columns.push([row, await renderAgain(row.text, row.key)]);
    if (columns.length === 0) return;
    await this.database.write(async (manager) => {
      for (const [{ id, text }, { html, key }] of columns) {
        // If an editor has changed the text meanwhile, its HTML is there already.
        await executeSql(
          manager,
          sql`UPDATE ${rendered.table} SET ${rendered.html} = ${html}, ${rendered.key} = ${key}
            WHERE id = ${id} AND (${rendered.text} = ${text} OR ${text === null ? sql`${rendered.text} IS NULL` : never})`,
        );
      }
    });
  }

  private findOutdated({ table, text, key }: RenderedText): Promise<OutdatedText[]> {
    const { after, before } = RETRIED_KEYS;
    return this.read.query<OutdatedText>(
      sql`SELECT id, ${text} AS text, ${key} AS key FROM ${table}
        WHERE ${key} < ${RENDERER_VERSION} AND NOT (${key} > ${after} AND ${key} < ${before})
        ORDER BY ${key}, id LIMIT ${BATCH_SIZE}`,
      { planMode: 'custom' },
    );
  }

  /** Texts that took too long, and are rendered again. */
  private findRetried({ table, text, key }: RenderedText): Promise<OutdatedText[]> {
    const { after, before } = RETRIED_KEYS;
    return this.read.query<OutdatedText>(
      sql`SELECT id, ${text} AS text, ${key} AS key FROM ${table}
        WHERE ${key} > ${after} AND ${key} < ${before} ORDER BY ${key}, id LIMIT ${BATCH_SIZE}`,
      { planMode: 'custom' },
    );
  }
}

function renderedTextsOf({ content }: LocalizedDefinition): RenderedText[] {
  const fields = Object.entries(content.fields as Readonly<Record<string, Pick<Field<unknown>, 'rendered'>>>);
  const tables = [tableOf(content), localizedTypeOf(content.entity)!.table];
  return fields
    .filter(([, { rendered }]) => rendered !== undefined)
    .flatMap(([name]) =>
      tables.map((table) => ({
        table: raw(table),
        text: raw(snakeCase(name)),
        html: raw(`${snakeCase(name)}_html`),
        key: raw(`${snakeCase(name)}_key`),
      })),
    );
}
