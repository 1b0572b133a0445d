import { ForbiddenError } from '../../../errors';
import { getKey } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { hasRoleEverywhere } from '../../../core/access/viewer';
import type { Unit } from '../../publishing/publishable';
import type { Authoring } from '../../publishing/publishing.service';
import { keepSets, patch } from '../../../core/fields/content';
import { RevisionAct } from '../../publishing/revision.entity';
import { makeSlug } from '../../../core/mutations/slug';
import { authoredNetwork, emptyNetwork, type NetworkContent } from './network.authored';
import type { CreateNetworkInput, UpdateNetworkInput } from './network.input';
import { Network } from './network.entity';

/** Writing networks. Each method gives the key of what it changed; see Authoring for what they throw. */
export class NetworkEditing {
  constructor(private readonly authoring: Authoring) {}

  /** @throws ForbiddenError to editors of one network, whose it would not be */
  async create(context: RequestContext, input: CreateNetworkInput): Promise<number> {
    if (!hasRoleEverywhere(context.viewer, Role.EDITOR)) {
      throw new ForbiddenError('Only those who edit the whole programme may make a network');
    }
    return this.authoring.create(context, authoredNetwork, { mutation: 'createNetwork', input }, (unit) =>
      withSlug(unit, patch(emptyNetwork, input, emptyNetwork), null),
    );
  }

  update(context: RequestContext, input: UpdateNetworkInput): Promise<number> {
    const target = { id: getKey(input.id, Network.name, 'input.id'), version: input.version };
    const call = { mutation: 'updateNetwork', input };
    return this.authoring.change(
      context,
      authoredNetwork,
      call,
      target,
      RevisionAct.UPDATED,
      async ({ content, standing }, unit) => {
        const patched = keepSets(content, patch(content, input, emptyNetwork), ['supportedBy']);
        return { content: await withSlug(unit, patched, target.id), standing };
      },
    );
  }
}

async function withSlug({ manager }: Unit, content: NetworkContent, id: number | null): Promise<NetworkContent> {
  if (content.slug !== '') return content;
  return { ...content, slug: await makeSlug(manager, 'network', content.name, 'network', id) };
}
