import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { MAX_LENGTH } from '../../../core/limits';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import { isReferenceDataEditable, type ReferenceType } from '../../reference-data/reference-data.service';
import { Region } from './region.entity';
import { RegionTranslation } from './region-translation.entity';

export const regionKey: NaturalKey = { table: 'region', column: 'code' };

const content = fieldsOf(
  Region,
  localized(Region, RegionTranslation, {
    code: text({
      description: 'Code of the region, unique among regions',
      max: MAX_LENGTH.code,
      required: true,
      code: true,
      unique: 'code',
    }),
    name: text({ description: 'Name of the region', max: MAX_LENGTH.name, required: true, translatable: true }),
  }),
);

export const regions: ReferenceType<ContentIn<typeof content>, EditableField<ContentIn<typeof content>>> = {
  name: 'Region',
  content,
  isEditable: isReferenceDataEditable,
  uses: [{ nouns: ['activity', 'activities'], table: 'activity', column: 'region_id' }],
};
