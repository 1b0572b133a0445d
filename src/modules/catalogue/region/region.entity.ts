import { ObjectType } from 'type-graphql';
import { Entity } from 'typeorm';
import { withColumns, withTranslatedColumns } from '../../../core/fields/content-entities';
import { type ContentIn, type EditableField, type Fields, fieldsOf } from '../../../core/fields/field';
import { text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale, TranslationOf } from '../../../core/languages/translation.entity';
import { MAX_LENGTH } from '../../../core/limits';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { Integer } from '../../../database/sql/columns';
import { isReferenceDataEditable, type ReferenceType } from '../../reference-data/reference-data.service';

export const regionKey: NaturalKey = { table: 'region', column: 'code' };

/** The fields of a region. */
const regionFields = {
  code: text({
    description: 'Code of the region, unique among regions',
    max: MAX_LENGTH.code,
    required: true,
    code: true,
    unique: 'code',
  }),
  name: text({ description: 'Name of the region', max: MAX_LENGTH.name, required: true, translatable: true }),
} satisfies Fields;

@Entity()
@Cached('revision')
@ObjectType({
  implements: [Localized, Node],
  simpleResolvers: true,
  description: 'Part of the world that activities serve, from a list that administrators maintain.',
})
export class Region extends withColumns(Node, regionFields) implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @Integer({ default: 1 })
  version!: number;
}

/** The texts of a region in another language. */
@TranslationOf<RegionTranslation>(Region, 'regionId')
@Entity()
@ObjectType({ simpleResolvers: true, description: 'Name of a region in another language than the original one.' })
export class RegionTranslation extends withTranslatedColumns(() => Region, 'regionId', regionFields) {}

const content = fieldsOf(Region, localized(Region, RegionTranslation, regionFields));

export const regions: ReferenceType<ContentIn<typeof content>, EditableField<ContentIn<typeof content>>> = {
  name: 'Region',
  content,
  isEditable: isReferenceDataEditable,
  uses: [{ nouns: ['activity', 'activities'], table: 'activity', column: 'region_id' }],
};
