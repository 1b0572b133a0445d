import { type Content, namesOf, normalizeInput } from '../../../core/fields/content';
import { NotFoundError } from '../../../errors';
import type { PublishableDefinition } from '../publishable';
import type { Change } from '../publishable-changes';
import { revertibleBy } from '../reference-visibility';
import { withCurrentKeys } from '../references';
import { findRecordedSnapshot } from './revisions';

/**
 * The change that gives an item the content of an earlier version. References keep pointing to the same rows, and the
 * publication status stays.
 *
 * @throws NotFoundError when the item's history has no such version
 */
export function revertTo<C extends Content>(type: PublishableDefinition<C>, id: number, version: number): Change<C> {
  return async ({ content, status }, unit, problems) => {
    const recorded = await findRecordedSnapshot<C>(unit.manager, type.name, id, version);
    if (recorded === null) throw new NotFoundError('The history of the item has no such version');
    const revertible = revertibleBy(unit.viewer, type, recorded);
    // Histories last for years: fields that the type no longer has are left out; those it lacked then stay as they are.
    const then = { ...revertible, content: { ...content, ...normalizeInput(type.content, revertible.content) } };
    return { content: keepUnreverted(type, await withCurrentKeys(unit, type, then, problems), content), status };
  };
}

function keepUnreverted<C extends Content>({ content: { fields } }: PublishableDefinition<C>, then: C, now: C): C {
  const kept = namesOf<C>(fields).filter((name) => {
    const { isReverted, isFirstPublication } = fields[name];
    // The public has seen the item since then: the instant at which that began stays.
    return isReverted === false || (isFirstPublication && then[name] === null);
  });
  return { ...then, ...Object.fromEntries(kept.map((name) => [name, now[name]])) };
}
