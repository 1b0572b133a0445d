import type { EntityManager } from 'typeorm';
import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { reference, text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { markdown } from '../../../core/fields/markdown-field';
import { MAX_LENGTH } from '../../../core/limits';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import type { Problems } from '../../../core/mutations/problems';
import {
  countUses,
  isReferenceDataEditable,
  type ReferenceType,
  type Use,
} from '../../reference-data/reference-data.service';
import { Component } from './component.entity';
import { ComponentTranslation } from './component-translation.entity';
import { Programme } from './programme.entity';
import { programmeKey } from './programme.fields';

export const componentKey: NaturalKey = { table: 'component', column: 'code' };

const activities: Use = { nouns: ['activity', 'activities'], table: 'activity', column: 'component_id' };

const content = fieldsOf(
  Component,
  localized(Component, ComponentTranslation, {
    code: text({
      description: 'Code of the component, unique among components',
      max: MAX_LENGTH.code,
      required: true,
      code: true,
      unique: 'code',
    }),
    name: text({ description: 'Name of the component', max: MAX_LENGTH.name, required: true, translatable: true }),
    description: markdown<Component>({
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
  }),
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
