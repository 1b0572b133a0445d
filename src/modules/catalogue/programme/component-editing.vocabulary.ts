import type { EntityManager } from 'typeorm';
import { checkUnique, checkKnown, checkText, idsOf, MAX_LENGTH } from '../../../core/mutations/checks';
import type { Problems } from '../../../core/mutations/problems';
import { countOf, type Use, type ReferenceType } from '../../reference-data/reference-data.service';
import { Component } from './component.entity';
import { Programme } from './programme.entity';

/** What is decided of a component. */
interface ComponentContent {
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
  /** A slug. */
  readonly programme: string;
}

const table = 'component';
const programmes = { table: 'programme', column: 'slug' } as const;
const activities: Use = { nouns: ['activity', 'activities'], table: 'activity', column: 'component_id' };

export const componentVocabulary: ReferenceType<ComponentContent> = {
  name: 'Component',
  table,
  empty: { code: '', name: '', description: null, programme: '' },
  uses: [activities],
  read: async ({ manager }, id) => {
    const { code, name, description, programmeId } = await manager.findOneByOrFail(Component, { id });
    const { slug } = await manager.findOneByOrFail(Programme, { id: programmeId });
    return { code, name, description, programme: slug };
  },
  complete: (_unit, content) => Promise.resolve(content),
  validate: async ({ manager }, { code, name, description, programme }, id, problems) => {
    checkText(problems, 'input.code', code, { max: MAX_LENGTH.code, required: true, code: true });
    await checkUnique(manager, problems, 'input.code', { table, column: 'code' }, code, id);
    checkText(problems, 'input.name', name, { max: MAX_LENGTH.name, required: true });
    checkText(problems, 'input.description', description, { max: MAX_LENGTH.prose, multiline: true });
    await checkKnown(manager, problems, 'input.programme', programmes, programme);
    if (id !== null && !problems.has('input.programme')) await checkSettled(manager, problems, id, programme);
  },
  save: async ({ manager }, id, { programme, ...content }, version) => {
    const programmeId = (await idsOf(manager, programmes, [programme])).get(programme);
    const component = Object.assign(new Component(), content, { id: id ?? undefined, programmeId, version });
    return (await manager.save(component)).id;
  },
};

/** An activity's component is one of its programme: a component that activities have stays where it is. */
async function checkSettled(manager: EntityManager, problems: Problems, id: number, programme: string): Promise<void> {
  const { programmeId } = await manager.findOneByOrFail(Component, { id });
  const { slug } = await manager.findOneByOrFail(Programme, { id: programmeId });
  if (slug !== programme && (await countOf(manager, activities, id)) > 0) {
    problems.add('input.programme', 'INCONSISTENT', `Activities of the programme ${slug} have this component`);
  }
}
