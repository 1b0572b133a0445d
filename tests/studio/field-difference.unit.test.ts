import { differencesOf } from '../../web/studio/publication/field-difference';

/** A change as histories record it. */
function changeOf(field: string, from: unknown, to: unknown): Parameters<typeof differencesOf>[0] {
  const [before, after] = [from, to].map((value) => (value === null ? null : JSON.stringify(value)));
  return { field, from: before!, to: after! };
}

describe('the difference of a field', () => {
  it('compares texts, lists and numbers', () => {
    expect(differencesOf(changeOf('title', 'Old', 'New'))).toEqual([
      { field: 'title', locale: null, from: 'Old', to: 'New' },
    ]);
    expect(differencesOf(changeOf('year', null, 2014))).toEqual([
      { field: 'year', locale: null, from: null, to: '2014' },
    ]);
    expect(differencesOf(changeOf('organisations', null, [{ organisation: 'unodc', role: 'FUNDING' }]))).toEqual([
      { field: 'organisations', locale: null, from: null, to: ['unodc · FUNDING'] },
    ]);
  });

  it('has one difference for each text of a translation that changed', () => {
    const before = { locale: 'ru', state: 'DRAFT', base: { title: 'a' }, updatedAt: '1', title: 'Семинар', topics: [] };
    const after = { ...before, state: 'PUBLISHED', base: { title: 'b' }, updatedAt: '2', summary: 'Кратко' };
    expect(differencesOf(changeOf('translations', [before], [after]))).toEqual([
      { field: 'publication.state', locale: 'ru', from: 'DRAFT', to: 'PUBLISHED' },
      { field: 'summary', locale: 'ru', from: null, to: 'Кратко' },
    ]);
  });

  it('shows the texts of a translation that was removed', () => {
    const removed = { locale: 'fr', state: 'DRAFT', title: 'Atelier', summary: null };
    expect(differencesOf(changeOf('translations', [removed], null))).toEqual([
      { field: 'publication.state', locale: 'fr', from: 'DRAFT', to: null },
      { field: 'title', locale: 'fr', from: 'Atelier', to: null },
    ]);
  });
});
