import { getKey } from '../../core/types/global-id';
import type { RequestContext } from '../../core/access/request-context';
import type { Publishing } from '../publishing/publishing.service';
import { RevisionAction } from '../publishing/revision.entity';
import { publishableRestrictedDocument } from './restricted-document.authored';
import type { UpdateRestrictedDocumentInput } from './restricted-document.input';
import { RestrictedDocument } from './restricted-document.entity';

/** Writing restricted documents. Gives the key of what it changed; see Authoring for what it throws. */
export class RestrictedDocumentEditing {
  constructor(private readonly authoring: Publishing) {}

  update(context: RequestContext, input: UpdateRestrictedDocumentInput): Promise<number> {
    const target = { id: getKey(input.id, RestrictedDocument.name, 'input.id'), version: input.version };
    const { title, position } = input;
    const call = { mutation: 'updateRestrictedDocument', input };
    return this.authoring.change(
      context,
      publishableRestrictedDocument,
      call,
      target,
      RevisionAction.UPDATED,
      ({ content, status }) => ({
        content: {
          ...content,
          title: title === undefined ? content.title : (title?.trim() ?? ''),
          position: position ?? content.position,
        },
        status,
      }),
    );
  }
}
