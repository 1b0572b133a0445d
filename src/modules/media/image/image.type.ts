import { checkFileName } from '../../files/upload-ticket';
import type { LocalizedDefinition } from '../../localization/localized-type';
import { isMediaEditable } from '../media.policy';
import type { MediaDefinition } from '../media-definition';
import { ImageUpload } from './image.entity';
import { type ImageContent, imageContent } from './image.fields';
import { acceptedExtensions, acceptedFormats } from './image-formats';

export const imageType = {
  name: 'Image',
  kind: 'image',
  content: imageContent,
  isEditable: (viewer) => isMediaEditable(viewer, 't'),
  checkFileName: (problems, fileName) => {
    checkFileName(problems, fileName);
    const extension = /\.([^.]*)$/.exec(fileName)?.[1]?.toLowerCase() ?? '';
    if (!problems.has('input.fileName') && !acceptedExtensions.has(extension)) {
      problems.add('input.fileName', 'INVALID', `must be the name of a ${acceptedFormats} file`);
    }
  },
  newColumns: () => ({ width: 0, height: 0, placeholder: '' }),
  addTicket: (manager, imageId, ticket) => manager.insert(ImageUpload, { ...ticket, imageId }),
  checkChange: async ({ before, after }, problems, isPublishing) => {
    if (after.alt !== null || before.alt === null || !(await isPublishing())) return;
    problems.add('input.alt', 'REQUIRED', 'must not be empty, because a published or scheduled item shows the image');
  },
} satisfies MediaDefinition<ImageContent> & LocalizedDefinition;
