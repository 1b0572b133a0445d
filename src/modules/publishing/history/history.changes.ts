import { Field, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { LongText } from '../../../core/types/text';
import { readableBy } from '../reference-visibility';
import { type Revision, RevisionAction } from './revision.entity';
import { parseSnapshot } from './revisions';

@ObjectType({ simpleResolvers: true, description: 'Change of one field of an item.' })
export class FieldChange {
  @Field({
    description:
      'Name of the field as in inputs, or `translations`, `publication.state`, `publication.publishAt` or ' +
      '`publication.deletedAt`; also `members` of a network, and `activity` of a restricted document. A value of ' +
      '`transactions` is a number that stands for a state of the transactions.',
  })
  field!: string;

  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'Value before the change, as JSON (`"Title"`, `2024`, `["KG","KZ"]`). Null if the field had no value.',
  })
  from!: string | null;

  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'Value after the change, as JSON. Null if the field has no value.',
  })
  to!: string | null;
}

/**
 * The changes of a revision, without references that the viewer may not see. For a new item, these are all fields that
 * have a value. A BASELINE has none.
 */
export async function changesOf(
  context: RequestContext,
  { action, state, stateBefore, lists }: Pick<Revision, 'action' | 'state' | 'stateBefore' | 'lists'>,
): Promise<FieldChange[]> {
  if (action === RevisionAction.BASELINE) return [];
  const [before, after] = await Promise.all([fieldsOf(context, lists, stateBefore), fieldsOf(context, lists, state)]);
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((field) => ({ field, from: before.get(field) ?? null, to: after.get(field) ?? null }))
    .filter(({ from, to }) => from !== to);
}

/** The value of each field as JSON. */
async function fieldsOf(
  context: RequestContext,
  lists: Revision['lists'],
  state: string | null,
): Promise<Map<string, string | null>> {
  if (state === null) return new Map();
  const recorded = parseSnapshot(state);
  const fields = [
    ...Object.entries(await readableBy(context, lists, recorded)),
    ...Object.entries(recorded.status).map(([name, value]) => [`publication.${name}`, value] as const),
  ];
  return new Map(fields.map(([name, value]: readonly [string, unknown]) => [name, jsonOf(value)]));
}

/** A value as JSON. Null if there is none; an empty list counts as none. */
export function jsonOf(value: unknown): string | null {
  return value === null || (Array.isArray(value) && value.length === 0) ? null : JSON.stringify(value);
}
