import { NotFoundError } from '../../errors';
import type { AuthoredType, Content } from './publishable';
import type { Next } from './publishing.service';
import { repeatableBy } from './reference-visibility';
import { underPresentNames } from './references';
import { findRecorded } from './revisions';

/**
 * What a thing said at a version of its history, of what it referred to then, standing where it stands now.
 *
 * @throws NotFoundError when its history has no such version
 */
export function revertTo<C extends Content>(type: AuthoredType<C>, id: number, version: number): Next<C> {
  return async ({ content, standing }, unit, problems) => {
    const recorded = await findRecorded<C>(unit.manager, type.name, id, version);
    if (recorded === null) throw new NotFoundError('Its history has no such version');
    const said = repeatableBy(unit.viewer, type, recorded);
    const then = await underPresentNames(unit, type, { ...said, content: asKnownNow(said.content, content) }, problems);
    return { content: type.reverting?.(then, content) ?? then, standing };
  };
}

/** Histories are for years: what things of the kind came to say only later stays as it is, what they say no more is left. */
function asKnownNow<C extends Content>(then: Partial<C>, now: C): C {
  const said = then as Readonly<Record<string, unknown>>;
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, name in said ? said[name] : value])) as C;
}
