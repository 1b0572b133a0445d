import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { oneByKey } from '../../core/access/loader';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { Cost } from '../../core/cost/field-cost';
import { tableOf } from '../../core/fields/content';
import { selectContent } from '../../core/fields/content-storage';
import { ContentPayload, ContentWarning } from '../../core/mutations/content-warnings';
import { raw, sql } from '../../database/sql/sql';
import type { LocalizedDefinition } from '../localization/localized-type';
import { MAX_WARNINGS, warningsAbout } from './content-warnings';

interface ContentOfItem {
  readonly id: number;
  readonly content: object;
}

/** The warnings of payloads, for every type whose content has Markdown. */
@Resolver(() => ContentPayload)
export class ContentWarningsResolver {
  /** By the class of the items. */
  private readonly types: ReadonlyMap<unknown, readonly [LocalizedDefinition, ReturnType<typeof contentById>]>;

  constructor(types: readonly LocalizedDefinition[]) {
    this.types = new Map(types.map((type) => [type.content.entity, [type, contentById(type)]]));
  }

  @Cost({ statements: 1, size: { assumed: MAX_WARNINGS } })
  @FieldResolver(() => [ContentWarning], {
    description:
      'Warnings about the texts of the item in this `{type}`, in all languages, at most 100. Empty if readers see every text as ' +
      'it was written.',
  })
  async warnings(@Root() payload: object, @Ctx() { loaders }: RequestContext): Promise<ContentWarning[]> {
    const [item] = Object.values(payload) as [{ readonly id: number }];
    const [type, byId] = this.types.get(item.constructor)!;
    const found = await loaders.load(byId, item.id);
    return found === null ? [] : warningsAbout(type.content, found.content);
  }
}

/** The content of items that the viewer has just changed, so that it may see all of it. */
function contentById({ content: set }: LocalizedDefinition): LoaderDefinition<number, ContentOfItem | null> {
  return oneByKey(
    async (ids, { read }) => {
      const { columns, get } = selectContent(set, 't', read.jsonListOf);
      const rows = await read.query(
        sql`SELECT t.id AS item_id, ${columns} FROM ${raw(tableOf(set))} t WHERE ${read.isIn(sql`t.id`, ids)}`,
      );
      return rows.map((row) => ({ id: row['itemId'] as number, content: get(row) }));
    },
    ({ id }) => id,
  );
}
