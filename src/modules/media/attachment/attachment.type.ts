import type { ContentIn } from '../../../core/fields/field';
import { assertFileType, mediaTypeOf } from '../../../storage/media-type';
import { checkFileName } from '../../files/upload-ticket';
import type { MediaDefinition } from '../media-definition';
import { AttachmentUpload } from './attachment.entity';
import { attachmentContent } from './attachment.fields';

export const attachmentType = {
  name: 'Attachment',
  kind: 'attachment',
  content: attachmentContent,
  checkFileName: (problems, fileName) => {
    checkFileName(problems, fileName, assertFileType);
  },
  newColumns: (fileName) => ({ fileName, mediaType: mediaTypeOf(fileName) }),
  addTicket: (manager, attachmentId, ticket) => manager.insert(AttachmentUpload, { ...ticket, attachmentId }),
} satisfies MediaDefinition<ContentIn<typeof attachmentContent>>;
