import { createSchema } from '../../../src/graphql/schema/schema';
import { resolverClasses } from '../../../src/modules/resolver-classes';
import { elementsOf, type SchemaElement } from '../../support/schema-elements';

/** A description must be about one element: a text that many elements share says nothing about any of them. */
const MAX_SHARED = 5;

const RULES: readonly (readonly [problem: string, isBroken: (text: string) => boolean])[] = [
  ['is missing', (text) => text === ''],
  ['begins with a riddle', (text) => /^(which|what|whether|of|none|whatever|whoever)\b/i.test(text)],
  ['is a lone noun', (text) => /^(the|an?|its|their) \S+( \S+)?$/i.test(text) && !/ (of|that|who|in|for) /.test(text)],
];

/** The elements whose descriptions break a rule, each as `Activity.title is a lone noun: "Its title."`. */
function findProblems(elements: readonly SchemaElement[]): string[] {
  const texts = elements.map(({ coordinate, description }) => ({ coordinate, text: (description ?? '').trim() }));
  const uses = new Map<string, number>();
  for (const { text } of texts) uses.set(text, (uses.get(text) ?? 0) + 1);
  return texts.flatMap(({ coordinate, text }) => {
    // The schema builder adds the role.
    const written = text.replace(/ [A-Z]+ only\.$/, '').replace(/\.$/, '');
    const problems = RULES.filter(([, isBroken]) => isBroken(written)).map(([problem]) => problem);
    if (text !== '' && uses.get(text)! > MAX_SHARED) problems.push(`is shared by ${uses.get(text)} elements`);
    return problems.map((problem) => `${coordinate} ${problem}: "${text}"`);
  });
}

function element(coordinate: string, description: string | undefined): SchemaElement {
  return { coordinate, shape: 'String', description };
}

describe('the descriptions of the schema', () => {
  it('follow the rules', () => {
    expect(findProblems(elementsOf(createSchema(resolverClasses)))).toEqual([]);
  });
});

describe('the rules for descriptions', () => {
  test.each([
    ['Which it is.', 'begins with a riddle'],
    ['What was changed. EDITOR only.', 'begins with a riddle'],
    ['Whether it is seen.', 'begins with a riddle'],
    ['Of a document.', 'begins with a riddle'],
    ['None of these.', 'begins with a riddle'],
    ['Whatever it is.', 'begins with a riddle'],
    ['Whoever made it.', 'begins with a riddle'],
    ['The activities.', 'is a lone noun'],
    ['The activities. EDITOR only.', 'is a lone noun'],
    ['An access code.', 'is a lone noun'],
    ['Its title', 'is a lone noun'],
    ['', 'is missing'],
    [undefined, 'is missing'],
  ])('reject "%s"', (description, problem) => {
    expect(findProblems([element('Activity.title', description)])).toEqual([
      `Activity.title ${problem}: "${description ?? ''}"`,
    ]);
  });

  test.each([
    'Title of the activity.',
    'The activities on this page.',
    'Offers of organisations.',
    'Whole number.',
    'Deletes an activity. EDITOR only.',
    'True if the list continues.',
  ])('accept "%s"', (description) => {
    expect(findProblems([element('Activity.title', description)])).toEqual([]);
  });

  it('reject a description that more than five elements share, and name each of them', () => {
    const elements = (count: number) =>
      Array.from({ length: count }, (_element, number) => element(`Type.field${number}`, 'Version of the object.'));

    expect(findProblems(elements(5))).toEqual([]);
    expect(findProblems(elements(6))).toEqual(
      elements(6).map(({ coordinate }) => `${coordinate} is shared by 6 elements: "Version of the object."`),
    );
  });
});
