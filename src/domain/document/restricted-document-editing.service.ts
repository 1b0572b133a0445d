import { lock } from '../../database/lock';
import { getKey } from '../../graphql/types/global-id';
import type { RequestContext } from '../access/request-context';
import { changeIn, type Authoring } from '../authoring/authoring';
import { RevisionAct } from '../authoring/revision.entity';
import { authoredRestrictedDocument } from './restricted-document.authored';
import type { UpdateRestrictedDocumentInput } from './restricted-document-editing.input';
import { RestrictedDocument } from './restricted-document.entity';

/** Writing restricted documents. Gives the key of what it changed; see Authoring for what it throws. */
export class RestrictedDocumentEditing {
  constructor(private readonly authoring: Authoring) {}

  update(context: RequestContext, input: UpdateRestrictedDocumentInput): Promise<number> {
    const target = { id: getKey(input.id, RestrictedDocument.name, 'input.id'), version: input.version };
    const { title, position } = input;
    return this.authoring.perform(context, { mutation: 'updateRestrictedDocument', input }, async (unit) => {
      // Before any row is: two that move documents of one activity would each wait for the other's.
      if (position != null) await lock(unit.manager, 'documentPositions');
      const { UPDATED } = RevisionAct;
      await changeIn(unit, authoredRestrictedDocument, target, UPDATED, ({ content, standing }) => ({
        content: {
          ...content,
          title: title === undefined ? content.title : (title ?? ''),
          position: position ?? content.position,
        },
        standing,
      }));
      return { id: target.id };
    });
  }
}
