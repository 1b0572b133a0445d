import { NotFoundError } from '../../errors';
import type { PublishableDefinition, Content } from './publishable';
import type { Change } from './publishing.service';
import { revertibleBy } from './reference-visibility';
import { withCurrentKeys } from './references';
import { findRecordedSnapshot } from './revisions';

/**
 * What a thing said at a version of its history, of what it referred to then, status where it stands now.
 *
 * @throws NotFoundError when its history has no such version
 */
export function revertTo<C extends Content>(type: PublishableDefinition<C>, id: number, version: number): Change<C> {
  return async ({ content, status }, unit, problems) => {
    const recorded = await findRecordedSnapshot<C>(unit.manager, type.name, id, version);
    if (recorded === null) throw new NotFoundError('Its history has no such version');
    const said = revertibleBy(unit.viewer, type, recorded);
    const then = await withCurrentKeys(
      unit,
      type,
      { ...said, content: withCurrentFields(said.content, content) },
      problems,
    );
    return { content: type.onRevert?.(then, content) ?? then, status };
  };
}

/** Histories are for years: what things of the kind came to say only later stays as it is, what they say no more is left. */
function withCurrentFields<C extends Content>(then: Partial<C>, now: C): C {
  const said = then as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, name in said ? said[name] : value])) as C;
}
