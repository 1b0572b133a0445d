import { ForbiddenError } from '../../../errors';
import { getKey } from '../../../core/types/global-id';
import type { RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { hasRoleEverywhere } from '../../../core/access/viewer';
import type { UnitOfWork } from '../../publishing/publishable';
import type { Publishing } from '../../publishing/publishing.service';
import { keepOrderOfSets, applyPatch } from '../../../core/fields/content';
import { RevisionAction } from '../../publishing/revision.entity';
import { makeSlug } from '../../../core/mutations/slug';
import { publishableNetwork, emptyNetwork, type NetworkContent } from './network.authored';
import type { CreateNetworkInput, UpdateNetworkInput } from './network.input';
import { Network } from './network.entity';

/** Writing networks. Each method gives the key of what it changed; see Authoring for what they throw. */
export class NetworkEditing {
  constructor(private readonly authoring: Publishing) {}

  /** @throws ForbiddenError to editors of one network, whose it would not be */
  async create(context: RequestContext, input: CreateNetworkInput): Promise<number> {
    if (!hasRoleEverywhere(context.viewer, Role.EDITOR)) {
      throw new ForbiddenError('Only those who edit the whole programme may make a network');
    }
    return this.authoring.create(context, publishableNetwork, { mutation: 'createNetwork', input }, (unit) =>
      withSlug(unit, applyPatch(emptyNetwork, input, emptyNetwork), null),
    );
  }

  update(context: RequestContext, input: UpdateNetworkInput): Promise<number> {
    const target = { id: getKey(input.id, Network.name, 'input.id'), version: input.version };
    const call = { mutation: 'updateNetwork', input };
    return this.authoring.change(
      context,
      publishableNetwork,
      call,
      target,
      RevisionAction.UPDATED,
      async ({ content, status }, unit) => {
        const patched = keepOrderOfSets(content, applyPatch(content, input, emptyNetwork), ['supportedBy']);
        return { content: await withSlug(unit, patched, target.id), status };
      },
    );
  }
}

async function withSlug({ manager }: UnitOfWork, content: NetworkContent, id: number | null): Promise<NetworkContent> {
  if (content.slug !== '') return content;
  return { ...content, slug: await makeSlug(manager, 'network', content.name, 'network', id) };
}
