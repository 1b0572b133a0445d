import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import { UpdateViewerInput, UpdateViewerPayload } from './own-account.input';
import type { OwnAccount } from './own-account.service';

@Resolver()
export class OwnAccountResolver {
  constructor(private readonly account: OwnAccount) {}

  @Mutation(() => UpdateViewerPayload, {
    description: 'Changes the name and the language of the signed-in account. UNAUTHENTICATED without a session.',
  })
  async updateViewer(
    @Arg('input', () => UpdateViewerInput, { description: 'New name and language.' }) input: UpdateViewerInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateViewerPayload> {
    await this.account.update(context, input);
    return { viewer: context.viewer };
  }
}
