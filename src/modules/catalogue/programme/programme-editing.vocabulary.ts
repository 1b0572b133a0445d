import { checkUnique, checkSlug, checkText, MAX_LENGTH } from '../../../core/mutations/checks';
import { makeSlug } from '../../../core/mutations/slug';
import type { ReferenceType } from '../../reference-data/reference-data.service';
import { Programme } from './programme.entity';

/** What is decided of a programme. */
interface ProgrammeContent {
  readonly slug: string;
  readonly name: string;
  readonly acronym: string | null;
  readonly description: string | null;
}

const table = 'programme';

export const programmeVocabulary: ReferenceType<ProgrammeContent> = {
  name: 'Programme',
  table,
  empty: { slug: '', name: '', acronym: null, description: null },
  uses: [
    { nouns: ['component', 'components'], table: 'component', column: 'programme_id' },
    { nouns: ['activity', 'activities'], table: 'activity', column: 'programme_id' },
  ],
  read: async ({ manager }, id) => {
    const { slug, name, acronym, description } = await manager.findOneByOrFail(Programme, { id });
    return { slug, name, acronym, description };
  },
  complete: async ({ manager }, content, id) =>
    content.slug === '' ? { ...content, slug: await makeSlug(manager, table, content.name, table, id) } : content,
  validate: async ({ manager }, { slug, name, acronym, description }, id, problems) => {
    checkSlug(problems, 'input.slug', slug);
    await checkUnique(manager, problems, 'input.slug', { table, column: 'slug' }, slug, id);
    checkText(problems, 'input.name', name, { max: MAX_LENGTH.name, required: true });
    checkText(problems, 'input.acronym', acronym, { max: MAX_LENGTH.code });
    checkText(problems, 'input.description', description, { max: MAX_LENGTH.prose, multiline: true });
  },
  save: async ({ manager }, id, content, version) => {
    const programme = Object.assign(new Programme(), content, { id: id ?? undefined, version });
    return (await manager.save(programme)).id;
  },
};
