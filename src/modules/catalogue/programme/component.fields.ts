import type { EntityManager } from 'typeorm';
import { type ContentIn, type EditableField, fieldsOf } from '../../../core/fields/field';
import { localized } from '../../../core/fields/localized-fields';
import type { Problems } from '../../../core/mutations/problems';
import {
  countUses,
  isReferenceDataEditable,
  type ReferenceType,
  type Use,
} from '../../reference-data/reference-data.service';
import { Component, componentFields, ComponentTranslation } from './component.entity';
import { Programme } from './programme.entity';

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
