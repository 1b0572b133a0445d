import { ArgsType, Field, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../core/access/request-context';
import { Cost } from '../../core/cost/field-cost';
import { WALK_COST } from '../../core/cost/walk-cost';
import { localizedTypeOf } from '../../core/languages/translation.entity';
import { type Connection, connectionType, edgeType, ForwardArgs } from '../../core/listing/connection';
import { LocaleScalar } from '../../core/types/locale';
import { DateTimeScalar } from '../../core/types/scalars';
import { always, never } from '../../database/sql/conditions';
import { raw, sql } from '../../database/sql/sql';
import { type ListedType, PublishableType } from '../publishing/publishable';
import {
  changedAt,
  isBy,
  listPublishables,
  type PublishableRow,
  PublishableSummary,
  summaryOf,
} from './publishable-list';

interface OutdatedRow extends PublishableRow {
  /** The languages, as a JSON array. */
  readonly locales: string;
}

/**
 * Returns the items that the viewer may edit and that have outdated translations, the last changed first.
 *
 * @throws BadUserInputError as `listPublishables` does
 */
export function listOutdatedTranslations(
  context: RequestContext,
  { types, isMine, ...args }: OutdatedTranslationsArgs,
): Connection<OutdatedItem> {
  const { read, viewer } = context;
  return listPublishables<OutdatedRow, OutdatedItem>(
    context,
    {
      name: 'outdatedTranslations',
      first: 'latest',
      at: changedAt,
      walkCost: WALK_COST.orderedPage,
      columns: (type) => sql`
        ${read.jsonListOf('l.locale', raw(`${outdatedOf(type)} AND l.${ownerOf(type)} = t.id`), 'l.locale')} AS locales`,
      where: (type) => sql`
        ${types == null || types.includes(type.name) ? always : never}
        AND t.id IN (SELECT l.${raw(ownerOf(type))} FROM ${raw(outdatedOf(type))})
        AND ${isMine ? isBy(viewer) : always} AND t.deleted_at IS NULL AND ${type.isEditable(viewer)}`,
      nodeOf: itemOf,
    },
    args,
  );
}

/** The outdated translations of a type, under the alias `l`. The condition is that of the partial index. */
function outdatedOf({ content }: ListedType): string {
  return `${localizedTypeOf(content.entity)!.table} l WHERE l.has_outdated_texts = 1`;
}

function ownerOf({ content }: ListedType): string {
  return localizedTypeOf(content.entity)!.owner;
}

function itemOf(row: OutdatedRow, type: ListedType): OutdatedItem {
  return {
    ...summaryOf(row, type),
    locales: JSON.parse(row.locales) as string[],
    changedAt: row.at === '' ? null : row.at,
  };
}

@ObjectType({
  implements: PublishableSummary,
  simpleResolvers: true,
  description: 'Content that you may edit and that has outdated translations. `node` finds it by its id.',
})
export class OutdatedItem extends PublishableSummary {
  @Cost({ statements: 0, size: { assumed: 40 } })
  @Field(() => [LocaleScalar], {
    description: 'Languages of the translations whose `isOutdated` is true, drafts included, in alphabetical order.',
  })
  locales!: readonly string[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Time of the last change, of the content or of its publication state. Null if the content was seeded and has not ' +
      'changed since. An activity always has a time.',
  })
  changedAt!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Item with outdated translations in a list, with its cursor.' })
class OutdatedItemEdge extends edgeType(OutdatedItem, 'item with outdated translations') {}

@ObjectType({ simpleResolvers: true, description: 'Page of the list of items with outdated translations.' })
export class OutdatedItemConnection extends connectionType(
  OutdatedItem,
  OutdatedItemEdge,
  'items with outdated translations',
) {}

@ArgsType()
export class OutdatedTranslationsArgs extends ForwardArgs {
  @Field(() => [PublishableType], {
    nullable: true,
    description: 'Types of items to include. All types if absent; an empty list selects nothing.',
  })
  types?: PublishableType[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True to include only items that your account created or changed last. All items if absent.',
  })
  isMine?: boolean | null;
}
