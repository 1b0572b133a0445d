import type { RequestContext } from '../../../core/access/request-context';
import { applyInput, emptyContent } from '../../../core/fields/content';
import { checkCountry, checkKnown, checkYear } from '../../../core/mutations/checks';
import type { UnitOfWork } from '../../../core/mutations/mutation-runner';
import { Problems } from '../../../core/mutations/problems';
import { getKey } from '../../../core/types/global-id';
import { itemNotFound } from '../../publishing/publication.policy';
import { changePublishable, type Target } from '../../publishing/publishable-changes';
import type { Publishing } from '../../publishing/publishing.service';
import { organisationKey } from '../organisation/organisation.entity';
import { MemberCountry } from './member-country.entity';
import {
  endsBeforeItStarts,
  type MemberContent,
  memberCountryContent,
  membersOf,
  overlap,
} from './member-country.fields';
import type {
  AdmitCountryInput,
  DeleteMemberCountryInput,
  UpdateMemberCountryInput,
  WithdrawCountryInput,
} from './member-country.input';
import { Network, publishableNetwork } from './network.entity';

/** Changes memberships. They are part of the content of their network, so each change is a new version of the network. */
export class MemberCountryEditing {
  constructor(private readonly publishing: Publishing) {}

  /**
   * Admits a country to a network; returns the id of the membership.
   *
   * @throws the errors of `Publishing.change`, for the network
   */
  admit(context: RequestContext, input: AdmitCountryInput): Promise<number> {
    const networkId = getKey(input.networkId, Network.name, 'input.networkId');
    const { version } = input;
    const member = applyInput(memberCountryContent, emptyContent(memberCountryContent), input);
    const { country, since } = member;
    return this.publishing.mutations.run(context, { mutation: 'admitCountry', input }, async (unit) => {
      await changeMembers(unit, { id: networkId, version }, async (members) => {
        const overlaps = since === null ? 'input.country' : 'input.since';
        await check(unit, null, member, members, { ends: 'input.until', overlaps });
        return [...members, member];
      });
      // The new row is the latest one of the country.
      return { id: (await unit.manager.maximum(MemberCountry, 'id', { networkId, countryCode: country }))! };
    });
  }

  /**
   * Sets the day on which a country withdraws from a network; returns the id of the membership.
   *
   * @throws NotFoundError when there is no such membership, and the errors of `Publishing.change`, for its network
   */
  withdraw(context: RequestContext, input: WithdrawCountryInput): Promise<number> {
    const id = getKey(input.id, MemberCountry.name, 'input.id');
    const { until, version } = input;
    return this.publishing.mutations.run(context, { mutation: 'withdrawCountry', input }, async (unit) => {
      await changeMember(unit, { id, version }, async (before, others) => {
        const member = { ...before, until };
        await check(unit, before, member, others, { ends: 'input.until', overlaps: 'input.until' });
        return member;
      });
      return { id };
    });
  }

  /**
   * Changes a membership; returns its id.
   *
   * @throws the errors of `withdraw`
   */
  update(context: RequestContext, input: UpdateMemberCountryInput): Promise<number> {
    const id = getKey(input.id, MemberCountry.name, 'input.id');
    const { kind, since, until, institution, version } = input;
    const places = {
      ends: until === undefined ? 'input.since' : 'input.until',
      overlaps: since === undefined ? 'input.until' : 'input.since',
    };
    return this.publishing.mutations.run(context, { mutation: 'updateMemberCountry', input }, async (unit) => {
      await changeMember(unit, { id, version }, async (before, others) => {
        const problems = new Problems();
        if (kind === null) problems.add('input.kind', 'REQUIRED', 'must not be null');
        const member = applyInput(memberCountryContent, before, {
          kind: kind ?? before.kind,
          since,
          until,
          institution,
        });
        await check(unit, before, member, others, places, problems);
        return member;
      });
      return { id };
    });
  }

  /**
   * Deletes a membership; returns the id of its network.
   *
   * @throws the errors of `withdraw`
   */
  delete(context: RequestContext, input: DeleteMemberCountryInput): Promise<number> {
    const id = getKey(input.id, MemberCountry.name, 'input.id');
    const { version } = input;
    return this.publishing.mutations.run(context, { mutation: 'deleteMemberCountry', input }, async (unit) => ({
      id: await changeMember(unit, { id, version }, () => Promise.resolve(null)),
    }));
  }
}

/**
 * Changes or deletes a membership; returns the id of its network.
 *
 * @param target the id of the membership, and the version of its network
 * @param next returns the changed membership; null: deletes it
 * @throws NotFoundError when there is no such membership
 */
async function changeMember(
  unit: UnitOfWork,
  { id, version }: Target,
  next: (before: MemberContent, others: readonly MemberContent[]) => Promise<MemberContent | null>,
): Promise<number> {
  const membership = await unit.manager.findOneBy(MemberCountry, { id });
  if (membership === null) throw itemNotFound();
  const { networkId } = membership;
  await changeMembers(unit, { id: networkId, version }, async (members) => {
    const index = (await membersOf(unit.manager, networkId)).findIndex((row) => row.id === id);
    // A concurrent change deleted it before this one locked the network.
    if (index < 0) throw itemNotFound();
    const others = members.toSpliced(index, 1);
    const member = await next(members[index]!, others);
    return member === null ? others : members.with(index, member);
  });
  return networkId;
}

function changeMembers(
  unit: UnitOfWork,
  network: Target,
  next: (members: readonly MemberContent[]) => Promise<MemberContent[]>,
): Promise<boolean> {
  return changePublishable(unit, publishableNetwork, network, async ({ content, status }) => ({
    content: { ...content, members: await next(content.members) },
    status,
  }));
}

/** The paths in the input to which problems are assigned. */
interface Places {
  /** The path for a membership that ends before it begins. */
  readonly ends: string;
  /** The path for a membership that overlaps another one. */
  readonly overlaps: string;
}

/** @throws InvalidInputError with all problems of a membership, given the other memberships of its network */
async function check(
  { manager }: UnitOfWork,
  before: MemberContent | null,
  member: MemberContent,
  others: readonly MemberContent[],
  places: Places,
  problems = new Problems(),
): Promise<void> {
  checkCountry(problems, 'input.country', member.country);
  if (member.institution !== null) {
    await checkKnown(manager, problems, 'input.institution', organisationKey, member.institution);
  }
  // As for other dates of content: those that are stored already may lie in any year.
  if (member.since !== before?.since) checkYear(problems, 'input.since', member.since);
  if (member.until !== before?.until) checkYear(problems, 'input.until', member.until);
  const areDatesKnown = !problems.has('input.since', 'input.until');
  if (areDatesKnown && endsBeforeItStarts(member)) {
    problems.add(
      places.ends,
      'INCONSISTENT',
      places.ends === 'input.until' ? 'must not be before since' : 'must not be after until',
    );
  } else if (areDatesKnown && others.some((other) => overlap(member, other))) {
    problems.add(
      places.overlaps,
      'INCONSISTENT',
      'must not make the membership overlap another membership of the country',
    );
  }
  problems.assertNone();
}
