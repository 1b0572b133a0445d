import { checkUnique, checkText, MAX_LENGTH } from '../../../core/mutations/checks';
import type { ReferenceType } from '../../reference-data/reference-data.service';
import { Region } from './region.entity';

/** What is decided of a region. */
interface RegionContent {
  readonly code: string;
  readonly name: string;
}

export const regionVocabulary: ReferenceType<RegionContent> = {
  name: 'Region',
  table: 'region',
  empty: { code: '', name: '' },
  uses: [{ nouns: ['activity', 'activities'], table: 'activity', column: 'region_id' }],
  read: async ({ manager }, id) => {
    const { code, name } = await manager.findOneByOrFail(Region, { id });
    return { code, name };
  },
  complete: (_unit, content) => Promise.resolve(content),
  validate: async ({ manager }, { code, name }, id, problems) => {
    checkText(problems, 'input.code', code, { max: MAX_LENGTH.code, required: true, code: true });
    checkText(problems, 'input.name', name, { max: MAX_LENGTH.name, required: true });
    await checkUnique(manager, problems, 'input.code', { table: 'region', column: 'code' }, code, id);
  },
  save: async ({ manager }, id, content, version) => {
    const region = Object.assign(new Region(), content, { id: id ?? undefined, version });
    return (await manager.save(region)).id;
  },
};
