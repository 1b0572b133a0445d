import { fieldsOf, type ContentIn } from '../../../core/fields/field';
import { text } from '../../../core/fields/field-kinds';
import { MAX_LENGTH } from '../../../core/mutations/checks';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import type { ReferenceType } from '../../reference-data/reference-data.service';
import { Region } from './region.entity';

export const regionKey: NaturalKey = { table: 'region', column: 'code' };

const content = fieldsOf(Region, {
  code: text({ max: MAX_LENGTH.code, required: true, code: true, unique: 'code' }),
  name: text({ max: MAX_LENGTH.name, required: true }),
});

export const regions: ReferenceType<ContentIn<typeof content>> = {
  name: 'Region',
  content,
  uses: [{ nouns: ['activity', 'activities'], table: 'activity', column: 'region_id' }],
};
