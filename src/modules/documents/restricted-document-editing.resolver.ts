import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { getChanged } from '../../core/mutations/changed';
import { historyOf } from '../publishing/history.resolvers';
import { moveMutations } from '../publishing/transition.resolvers';
import { authoredRestrictedDocument } from './restricted-document.authored';
import { UpdateRestrictedDocumentInput } from './restricted-document-editing.input';
import type { RestrictedDocumentEditing } from './restricted-document-editing.service';
import { RestrictedDocument } from './restricted-document.entity';
import { restrictedDocumentById } from './restricted-document.loaders';

@ObjectType({ simpleResolvers: true, description: 'The restricted document that was changed.' })
export class UpdateRestrictedDocumentPayload {
  @Field(() => RestrictedDocument, { description: 'The restricted document as it is now.' })
  restrictedDocument!: RestrictedDocument;
}

@Resolver()
export class RestrictedDocumentEditingResolver {
  constructor(private readonly editing: RestrictedDocumentEditing) {}

  @Auth(Role.EDITOR)
  @Mutation(() => UpdateRestrictedDocumentPayload, {
    description: 'Changes the title of a restricted document, or its place among those of its activity.',
  })
  async updateRestrictedDocument(
    @Arg('input', () => UpdateRestrictedDocumentInput, { description: 'What is to change.' })
    input: UpdateRestrictedDocumentInput,
    @Ctx() context: RequestContext,
  ): Promise<UpdateRestrictedDocumentPayload> {
    const id = await this.editing.update(context, input);
    return { restrictedDocument: await getChanged(context.loaders, restrictedDocumentById, id) };
  }
}

const restrictedDocuments = {
  type: authoredRestrictedDocument,
  field: 'restrictedDocument',
  noun: 'the restricted document',
  byId: restrictedDocumentById,
};

/** Publishing restricted documents and what else becomes of them, and their history. */
export const restrictedDocumentMoves = [...moveMutations(restrictedDocuments), ...historyOf(restrictedDocuments)];
