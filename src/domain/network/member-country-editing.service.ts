import { NotFoundError } from '../../errors';
import { getKey } from '../../graphql/types/global-id';
import type { RequestContext } from '../access/request-context';
import type { Unit } from '../authoring/authored';
import { changeIn, type Authoring, type Target } from '../authoring/authoring';
import { checkCountry, checkKnown } from '../authoring/checks';
import { Problems } from '../authoring/problems';
import { RevisionAct } from '../authoring/revision.entity';
import { endsBeforeItBegins, membersOf, overlap, type MemberContent } from './member-country.authored';
import type { AdmitCountryInput, WithdrawCountryInput } from './member-country-editing.input';
import { MemberCountry } from './member-country.entity';
import { authoredNetwork, organisationSlugs } from './network.authored';
import { Network } from './network.entity';

/** Who belongs to networks, and from when to when. Memberships are part of what is authored of a network. */
export class MemberCountryEditing {
  constructor(private readonly authoring: Authoring) {}

  /**
   * Admits a country to a network; gives the key of the membership.
   *
   * @throws what Authoring.change does, of the network
   */
  admit(context: RequestContext, input: AdmitCountryInput): Promise<number> {
    const networkId = getKey(input.networkId, Network.name, 'input.networkId');
    const { country, kind, since = null, until = null, institution = null, version } = input;
    const member = { country, kind, since, until, institution };
    return this.authoring.perform(context, { mutation: 'admitCountry', input }, async (unit) => {
      await changeMembers(unit, { id: networkId, version }, async (members) => {
        await check(unit, member, members, since === null ? 'input.country' : 'input.since');
        return [...members, member];
      });
      // Its row is the last one of the country.
      return { id: (await unit.manager.maximum(MemberCountry, 'id', { networkId, countryCode: country }))! };
    });
  }

  /**
   * Lets a country withdraw from a network, or corrects when it did; gives the key of the membership.
   *
   * @throws NotFoundError when there is no such membership, and what Authoring.change throws of its network
   */
  withdraw(context: RequestContext, input: WithdrawCountryInput): Promise<number> {
    const id = getKey(input.id, MemberCountry.name, 'input.id');
    const { until, version } = input;
    return this.authoring.perform(context, { mutation: 'withdrawCountry', input }, async (unit) => {
      const membership = await unit.manager.findOneBy(MemberCountry, { id });
      if (membership === null) throw notFound();
      const { networkId } = membership;
      await changeMembers(unit, { id: networkId, version }, async (members) => {
        const index = (await membersOf(unit.manager, networkId)).findIndex((row) => row.id === id);
        // Taken away by whoever held the network until now.
        if (index < 0) throw notFound();
        const member = { ...members[index]!, until };
        await check(unit, member, members.toSpliced(index, 1), 'input.until');
        return members.with(index, member);
      });
      return { id };
    });
  }
}

function changeMembers(
  unit: Unit,
  network: Target,
  next: (members: readonly MemberContent[]) => Promise<MemberContent[]>,
): Promise<void> {
  return changeIn(unit, authoredNetwork, network, RevisionAct.UPDATED, async ({ content, standing }) => ({
    content: { ...content, members: await next(content.members) },
    standing,
  }));
}

/** @throws InvalidInputError naming all that is wrong with a membership beside the others of its network */
async function check(
  { manager }: Unit,
  member: MemberContent,
  others: readonly MemberContent[],
  overlapPath: string,
): Promise<void> {
  const problems = new Problems();
  checkCountry(problems, 'input.country', member.country);
  if (member.institution !== null) {
    await checkKnown(manager, problems, 'input.institution', organisationSlugs, [member.institution]);
  }
  if (endsBeforeItBegins(member)) {
    problems.add('input.until', 'INCONSISTENT', 'The membership ends before it begins');
  } else if (others.some((other) => overlap(member, other))) {
    problems.add(overlapPath, 'INCONSISTENT', 'The country is a member then already');
  }
  problems.assertNone();
}

/** In the words of Authoring: whether the membership is not there, or of a network that is not seen, is not told. */
function notFound(): NotFoundError {
  return new NotFoundError('There is no such thing');
}
