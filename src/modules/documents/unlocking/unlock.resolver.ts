import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import type { ActivityUnlocking } from './activity-unlocking';
import type { DocumentUnlocking } from './document-unlocking';
import {
  type DocumentsUnlocked,
  UnlockActivityDocumentsInput,
  UnlockDocumentInput,
  UnlockDocumentResult,
  type UnlockRefused,
} from './unlock.input';

@Resolver()
export class UnlockResolver {
  constructor(
    private readonly documents: DocumentUnlocking,
    private readonly activities: ActivityUnlocking,
  ) {}

  @Mutation(() => UnlockDocumentResult, {
    description:
      'Unlocks a document with the password of an access code. One operation can try only one password, even across different mutations.',
  })
  unlockDocument(
    @Arg('input', () => UnlockDocumentInput, { description: 'The document and the password.' })
    input: UnlockDocumentInput,
    @Ctx() context: RequestContext,
  ): Promise<DocumentsUnlocked | UnlockRefused> {
    return this.documents.unlock(context, input);
  }

  @Mutation(() => UnlockDocumentResult, {
    description:
      'Unlocks all documents of an activity with the password of its page. One operation can try only one password, even across different mutations.',
  })
  unlockActivityDocuments(
    @Arg('input', () => UnlockActivityDocumentsInput, { description: 'The activity and the password.' })
    input: UnlockActivityDocumentsInput,
    @Ctx() context: RequestContext,
  ): Promise<DocumentsUnlocked | UnlockRefused> {
    return this.activities.unlock(context, input);
  }
}
