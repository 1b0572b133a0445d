import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { partialDate, slug, text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { markdown } from '../../../core/fields/markdown-field';
import { checkPeriod } from '../../../core/fields/period';
import { MAX_LENGTH } from '../../../core/limits';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import { image } from '../../media/image/image-field';
import { webLinks } from '../../media/link/link-field';
import { isReferenceDataEditable, type ReferenceType } from '../../reference-data/reference-data.service';
import { organisationsInRoles } from '../organisation/organisation-in-role.fields';
import { Programme, ProgrammeImage, ProgrammeOrganisation } from './programme.entity';
import { ProgrammeTranslation } from './programme-translation.entity';

export const programmeKey: NaturalKey = { table: 'programme', column: 'slug' };

const content = fieldsOf(
  Programme,
  localized(Programme, ProgrammeTranslation, {
    slug: slug({
      description: 'Name of the programme in URLs and filters, unique among programmes',
      from: 'name',
      fallback: 'programme',
    }),
    name: text({ description: 'Full name of the programme', max: MAX_LENGTH.name, required: true, translatable: true }),
    acronym: text({ description: 'Acronym of the programme', max: MAX_LENGTH.code }),
    description: markdown<Programme>({
      description: 'Purpose of the programme',
      max: MAX_LENGTH.prose,
      rendered: 'descriptionHtml',
    }),
    startsOn: partialDate({ description: 'Date on which the programme begins, to the precision known' }),
    endsOn: partialDate({
      description: 'Date on which the programme ends, to the precision known',
      note: 'Must not be before the beginning.',
    }),
    organisations: organisationsInRoles(ProgrammeOrganisation, 'programmeId', {
      description: 'Organisations of the programme in their roles',
    }),
    logo: image(ProgrammeImage, 'programmeId', {
      description: 'Global id of the logo of the programme: an image that has its file and an alternative text',
    }),
    links: webLinks({ description: 'Links of the programme to pages elsewhere in their order' }),
  }),
  (programme, { problems }) => {
    checkPeriod(programme, problems);
  },
);

export const programmes: ReferenceType<ContentIn<typeof content>, EditableField<ContentIn<typeof content>>> = {
  name: 'Programme',
  content,
  isEditable: isReferenceDataEditable,
  uses: [
    { nouns: ['component', 'components'], table: 'component', column: 'programme_id' },
    { nouns: ['activity', 'activities'], table: 'activity', column: 'programme_id' },
  ],
};
