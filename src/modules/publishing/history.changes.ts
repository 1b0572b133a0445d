import { Field, ObjectType } from 'type-graphql';
import { LongText } from '../../core/types/text';
import type { RequestContext } from '../../core/access/request-context';
import type { Content } from './publishable';
import { readableBy } from './reference-visibility';
import { RevisionAction, type Revision } from './revision.entity';
import { parseSnapshot } from './revisions';

@ObjectType({ simpleResolvers: true, description: 'What one change made of one field of a thing.' })
export class FieldChange {
  @Field({
    description:
      'The field, as inputs name it; `publication.state`, `publication.publishAt` and `publication.deletedAt` for where the thing stands.',
  })
  field!: string;

  @LongText()
  @Field(() => String, {
    nullable: true,
    description: 'What it said before, in JSON (`"Title"`, `2024`, `["KG","KZ"]`); null: nothing.',
  })
  from!: string | null;

  @LongText()
  @Field(() => String, { nullable: true, description: 'What it has said since, in JSON; null: nothing.' })
  to!: string | null;
}

/**
 * What a revision changed, as far as the viewer may read it: all that a new thing says, and nothing where a history
 * begins with a thing that was there.
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

/** What each field says, in JSON; null: nothing, and an empty list is nothing. */
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

function jsonOf(value: unknown): string | null {
  return value === null || (Array.isArray(value) && value.length === 0) ? null : JSON.stringify(value);
}
