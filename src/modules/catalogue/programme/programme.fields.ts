import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { localized } from '../../../core/fields/localized-fields';
import { checkPeriod } from '../../../core/fields/period';
import { isReferenceDataEditable, type ReferenceType } from '../../reference-data/reference-data.service';
import { Programme, programmeFields, ProgrammeTranslation } from './programme.entity';

const content = fieldsOf(
  Programme,
  localized(Programme, ProgrammeTranslation, programmeFields),
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
