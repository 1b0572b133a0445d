import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Auth } from '../../../core/access/auth';
import type { LoaderDefinition, RequestContext } from '../../../core/access/request-context';
import { Role } from '../../../core/access/role';
import { DeletePayload } from '../../../core/mutations/mutation-payloads';
import type { MutationRunner } from '../../../core/mutations/mutation-runner';
import { getKey } from '../../../core/types/global-id';
import { NotFoundError } from '../../../errors';
import type { ListedType } from '../publishable';
import { Preview } from './preview.entity';
import { previewById } from './preview.loaders';

@InputType({ description: 'Preview to revoke.' })
export class RevokePreviewInput {
  @Field(() => ID, { description: 'Global id of the preview to revoke.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Result of `revokePreview`.' })
export class RevokePreviewPayload extends DeletePayload {}

@Resolver()
export class PreviewRevocationResolver {
  private readonly byId: LoaderDefinition<number, Preview | null>;

  /** @param types the types that have previews */
  constructor(
    private readonly mutations: MutationRunner,
    types: readonly ListedType[],
  ) {
    this.byId = previewById(types);
  }

  @Auth(Role.EDITOR)
  @Mutation(() => RevokePreviewPayload, {
    description: 'Revokes one preview, even one that another account created. Its token shows nothing any more.',
  })
  async revokePreview(
    @Arg('input', () => RevokePreviewInput, { description: 'Preview to revoke.' }) input: RevokePreviewInput,
    @Ctx() context: RequestContext,
  ): Promise<RevokePreviewPayload> {
    const preview = await context.loaders.load(this.byId, getKey(input.id, Preview.name, 'input.id'));
    if (preview === null) throw new NotFoundError('The preview does not exist, or you may not see it');
    const { id } = preview;
    // The rights are not checked again in the transaction: revoking only takes access away.
    await this.mutations.run(context, { mutation: 'revokePreview', input: {} }, async ({ manager }) => {
      await manager.delete(Preview, { id });
      return { id };
    });
    return { deletedId: input.id };
  }
}
