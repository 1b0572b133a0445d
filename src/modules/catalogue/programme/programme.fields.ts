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
    slug: slug({ from: 'name', fallback: 'programme' }),
    name: text({ max: MAX_LENGTH.name, required: true, translatable: true }),
    acronym: text({ max: MAX_LENGTH.code }),
    description: markdown<Programme>({ max: MAX_LENGTH.prose, rendered: 'descriptionHtml' }),
    startsOn: partialDate(),
    endsOn: partialDate(),
    organisations: organisationsInRoles(ProgrammeOrganisation, 'programmeId'),
    logo: image(ProgrammeImage, 'programmeId'),
    links: webLinks(),
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
