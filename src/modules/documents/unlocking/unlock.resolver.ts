import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../core/access/request-context';
import type { ActivityUnlocking } from './activity-unlocking';
import type { DocumentUnlocking } from './document-unlocking';
import {
  UnlockActivityDocumentsInput,
  UnlockDocumentInput,
  UnlockDocumentResult,
  type DocumentsUnlocked,
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
      'Unlocks a document by the password that somebody was given for it. One operation tries one password, here or elsewhere.',
  })
  unlockDocument(
    @Arg('input', () => UnlockDocumentInput, { description: 'Which document, and the password.' })
    input: UnlockDocumentInput,
    @Ctx() context: RequestContext,
  ): Promise<DocumentsUnlocked | UnlockRefused> {
    return this.documents.unlock(context, input);
  }

  @Mutation(() => UnlockDocumentResult, {
    description:
      'Unlocks all documents of an activity by the one password of its page. One operation tries one password, here or elsewhere.',
  })
  unlockActivityDocuments(
    @Arg('input', () => UnlockActivityDocumentsInput, { description: 'Which activity, and the password.' })
    input: UnlockActivityDocumentsInput,
    @Ctx() context: RequestContext,
  ): Promise<DocumentsUnlocked | UnlockRefused> {
    return this.activities.unlock(context, input);
  }
}
