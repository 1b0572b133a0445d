import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { localized } from '../../../core/fields/localized-fields';
import { isReferenceDataEditable, type ReferenceType } from '../../reference-data/reference-data.service';
import { Region, regionFields, RegionTranslation } from './region.entity';

const content = fieldsOf(Region, localized(Region, RegionTranslation, regionFields));

export const regions: ReferenceType<ContentIn<typeof content>, EditableField<ContentIn<typeof content>>> = {
  name: 'Region',
  content,
  isEditable: isReferenceDataEditable,
  uses: [{ nouns: ['activity', 'activities'], table: 'activity', column: 'region_id' }],
};
