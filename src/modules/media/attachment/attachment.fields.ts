import { fieldsOf } from '../../../core/fields/field';
import { date, locale, text } from '../../../core/fields/field-kinds';
import { MAX_LENGTH } from '../../../core/limits';
import { Attachment } from './attachment.entity';

/** The title, the language and the day of a file. The title is not translated: it is that of the file, in the language of the file. */
export const attachmentContent = fieldsOf(Attachment, {
  title: text({ description: 'Title of the file in the language of the file', max: MAX_LENGTH.title, required: true }),
  language: locale({
    description: 'Language of the file and of its title',
    note: 'It need not be a language of the programme.',
  }),
  publishedOn: date({ description: 'Day on which the content of the file was published' }),
});
