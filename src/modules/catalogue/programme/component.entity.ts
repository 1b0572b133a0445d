import { ObjectType } from 'type-graphql';
import type { EntityManager } from 'typeorm';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { withColumns, withTranslatedColumns } from '../../../core/fields/content-entities';
import { type ContentIn, type EditableField, type Fields, fieldsOf } from '../../../core/fields/field';
import { reference, text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { markdown } from '../../../core/fields/markdown-field';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale, TranslationOf } from '../../../core/languages/translation.entity';
import { MAX_LENGTH } from '../../../core/limits';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import type { Problems } from '../../../core/mutations/problems';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { Integer } from '../../../database/sql/columns';
import {
  countUses,
  isReferenceDataEditable,
  type ReferenceType,
  type Use,
} from '../../reference-data/reference-data.service';
import { Programme, programmeKey } from './programme.entity';

export const componentKey: NaturalKey = { table: 'component', column: 'code' };

/** The fields of a component. */
const componentFields = {
  code: text({
    description: 'Code of the component, unique among components',
    max: MAX_LENGTH.code,
    required: true,
    code: true,
    unique: 'code',
  }),
  name: text({ description: 'Name of the component', max: MAX_LENGTH.name, required: true, translatable: true }),
  description: markdown({
    description: 'Purpose of the component',
    max: MAX_LENGTH.prose,
    rendered: 'descriptionHtml',
  }),
  programme: reference(programmeKey, {
    description: 'Slug of the programme that the component is a part of',
    note: 'It cannot change while activities belong to the component.',
    at: 'programmeId',
    required: true,
  }),
} satisfies Fields;

@Entity()
@Index(['programmeId', 'code'])
@Index(['descriptionHtml.key'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node],
  simpleResolvers: true,
  description: 'Component of a programme, to which activities belong, for example NAPOR.',
})
export class Component extends withColumns(Node, componentFields) implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @Integer()
  programmeId!: number;

  @ManyToOne(() => Programme, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected programme?: unknown;

  @Integer({ default: 1 })
  version!: number;
}

/** The texts of a component in another language. */
@TranslationOf<ComponentTranslation>(Component, 'componentId')
@Entity()
@Index(['descriptionHtml.key'])
@ObjectType({ simpleResolvers: true, description: 'Texts of a component in another language than the original one.' })
export class ComponentTranslation extends withTranslatedColumns(() => Component, 'componentId', componentFields) {}

const activities: Use = { nouns: ['activity', 'activities'], table: 'activity', column: 'component_id' };

const content = fieldsOf(
  Component,
  localized(Component, ComponentTranslation, componentFields),
  async ({ programme }, { unit: { manager }, problems, id }) => {
    if (id !== null && !problems.has('input.programme')) await checkProgramme(manager, problems, id, programme);
  },
);

export const components: ReferenceType<ContentIn<typeof content>, EditableField<ContentIn<typeof content>>> = {
  name: 'Component',
  content,
  isEditable: isReferenceDataEditable,
  uses: [activities],
};

/** An activity's component belongs to the activity's programme: a component in use cannot move to another programme. */
async function checkProgramme(
  manager: EntityManager,
  problems: Problems,
  id: number,
  programme: string,
): Promise<void> {
  const { programmeId } = await manager.findOneByOrFail(Component, { id });
  const { slug } = await manager.findOneByOrFail(Programme, { id: programmeId });
  if (slug !== programme && (await countUses(manager, activities, id)) > 0) {
    problems.add('input.programme', 'INCONSISTENT', `must be ${slug} while activities belong to the component`);
  }
}
