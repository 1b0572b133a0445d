import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getNamedType, isEnumType, isObjectType } from 'graphql';
import type { Field } from '../../../src/core/fields/field';
import { builtInLabels, readLabels } from '../../../src/core/languages/labels';
import { Languages } from '../../../src/core/languages/languages';
import { StartupError } from '../../../src/errors';
import { createSchema } from '../../../src/graphql/schema/schema';
import { contentTypes } from '../../../src/modules/publishables';
import { resolverClasses } from '../../../src/modules/resolver-classes';

const schema = createSchema(resolverClasses);
const locales = [...builtInLabels.keys()];
const english = builtInLabels.get('en')!;

function valuesOf(enumName: string): string[] {
  const type = schema.getType(enumName);
  return isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
}

test.each(locales)('the labels in %s are complete, and of no value that does not exist', (locale) => {
  const labels = builtInLabels.get(locale)!;

  expect(Object.keys(labels)).toEqual(Object.keys(english));
  for (const [enumName, texts] of Object.entries(labels)) {
    expect([enumName, Object.keys(texts!).sort()]).toEqual([enumName, valuesOf(enumName).sort()]);
    expect(Object.values(texts!).filter((text) => text!.trim() === '')).toEqual([]);
  }
});

test('every enum value that editors can choose has a label, by which the studio names it', () => {
  const options = contentTypes.flatMap(({ content }) =>
    Object.values(content.fields as Readonly<Record<string, Field<unknown>>>).flatMap(
      ({ form }) => form?.options ?? [],
    ),
  );
  const labelled = new Set(Object.values(english).flatMap((texts) => Object.keys(texts!)));

  expect(options).toContain('WORKSHOP');
  expect(options.filter((value) => !labelled.has(value))).toEqual([]);
});

test.each(locales)('a value with several labels in %s has a message, by which the studio names it', (locale) => {
  const labels = Object.values(builtInLabels.get(locale)!).flatMap((texts) => Object.entries(texts!));
  const ambiguous = labels.filter(([value, label]) => labels.some((one) => one[0] === value && one[1] !== label));
  const messages = readFileSync(path.join(__dirname, `../../../web/studio/messages/${locale}.json`), 'utf8');

  expect(ambiguous.map(([value]) => value)).toContain('OTHER');
  expect(Object.keys(JSON.parse(messages) as object)).toEqual(
    expect.arrayContaining(ambiguous.map(([value]) => `option.${value}`)),
  );
});

test('every field of an enum with labels has a field with the label', () => {
  const fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
  const labelled = fields.filter(({ field }) => getNamedType(field.type).name in english);
  const unlabelled = labelled.filter(({ type, field }) => !(`${field.name}Label` in type.getFields()));

  expect(labelled.length).toBeGreaterThanOrEqual(Object.keys(english).length);
  expect(unlabelled.map(({ type, field }) => `${type.name}.${field.name}`)).toEqual([]);
});

test('a label takes the script of a locale from memory', () => {
  const maximize = jest.spyOn(Intl.Locale.prototype, 'maximize');
  try {
    const languages = new Languages(['ru'], 'ru');
    for (let time = 0; time < 3; time += 1) languages.label('LinkKind', 'VIDEO', 'uz');

    expect(maximize).toHaveBeenCalledTimes(1);
  } finally {
    maximize.mockRestore();
  }
});

describe('labels that an operator adds', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'entente-labels-'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const write = (file: string, labels: unknown): void => {
    const text = typeof labels === 'string' ? labels : JSON.stringify(labels);
    writeFileSync(path.join(directory, file), text);
  };

  const refusal = (): string => {
    try {
      readLabels(directory);
    } catch (error) {
      expect(error).toBeInstanceOf(StartupError);
      return (error as StartupError).message;
    }
    throw new Error('The labels were accepted');
  };

  test('are shown in their language, and those that are missing in a more general one, the default one or English', () => {
    write('uz-Cyrl.json', { LinkKind: { VIDEO: 'Видеоёзув' } });
    write('uz.json', { LinkKind: { REPORT: 'Hisobot' } });
    write('ru.json', { LinkKind: { VIDEO: 'Видеозапись' } });
    write('README.txt', 'no labels');
    const labels = readLabels(directory);
    const inRussian = new Languages(['ru', 'uz-Cyrl'], 'ru', labels);
    const inKazakh = new Languages(['kk'], 'kk', labels);
    const labelsOf = (languages: Languages, locale: string) =>
      ['VIDEO', 'REPORT', 'WEBSITE'].map((kind) => languages.label('LinkKind', kind, locale));

    expect(labelsOf(inRussian, 'uz-Cyrl')).toEqual(['Видеоёзув', 'Hisobot', 'Веб-сайт']);
    expect(labelsOf(inRussian, 'ru')).toEqual(['Видеозапись', 'Отчёт', 'Веб-сайт']);
    expect(labelsOf(inRussian, 'fr-CH')).toEqual(['Vidéo', 'Rapport', 'Site web']);
    expect(labelsOf(inKazakh, 'kk')).toEqual(['Video', 'Report', 'Website']);
    expect(inRussian.missingLabels('ru')).toEqual([]);
    expect(inRussian.missingLabels('uz-Cyrl')).toContain('LinkKind.WEBSITE');
    expect(inRussian.missingLabels('uz-Cyrl')).not.toContain('LinkKind.REPORT');
  });

  test('name countries, where those of CLDR are not wanted', () => {
    write('ru.json', { Country: { KG: 'Кыргызстан' } });
    write('en.json', { Country: { KG: 'Kyrgyz Republic' } });
    const languages = new Languages(['ru'], 'ru', readLabels(directory));

    expect(['KG', 'KZ'].map((code) => languages.countryName(code, 'ru-KG'))).toEqual(['Кыргызстан', 'Казахстан']);
    expect(languages.countryName('KG', 'fr')).toBe('Kirghizstan');
    // Klingon has no names of countries, so that they are in English.
    expect(languages.countryName('KG', 'tlh')).toBe('Kyrgyz Republic');
    write('ru.json', { Country: { XX: 'Икс' } });
    expect(refusal()).toContain('ru.json: Country has no value XX: expected AD, AE,');
  });

  test('are found by the script that a locale implies', () => {
    write('zh-Hans.json', { Country: { KG: '吉尔吉斯共和国' }, LinkKind: { VIDEO: '视频' } });
    const languages = new Languages(['en', 'zh-Hans'], 'en', readLabels(directory));

    expect(['zh-CN', 'zh-SG', 'zh'].map((locale) => languages.countryName('KG', locale))).toEqual(
      Array.from({ length: 3 }, () => '吉尔吉斯共和国'),
    );
    expect(languages.label('LinkKind', 'VIDEO', 'zh-CN')).toBe('视频');
    expect(languages.countryName('KG', 'zh-TW')).toBe('吉爾吉斯');
    expect(languages.label('LinkKind', 'VIDEO', 'zh-TW')).toBe('Video');
  });

  test('are refused with every problem, so that no misspelt label is lost silently', () => {
    write('KY.json', {});
    write('kk.json', { LinkKinds: {}, LinkKind: { VIDEOS: 'Видео', REPORT: ' ', WEBSITE: 3 }, MembershipKind: [] });
    write('tg.json', '{');
    write('uz.json', []);
    const message = refusal();

    for (const problem of [
      `LABELS_DIR=${directory}`,
      'KY.json: expected a BCP 47 language tag in canonical form as the name',
      'kk.json: LinkKinds has no labels: expected ActivityDimension,',
      'kk.json: LinkKind has no value VIDEOS: expected VIDEO, REPORT, WEBSITE, SOCIAL',
      'kk.json: LinkKind.REPORT: expected a text of 1 to 200 characters',
      'kk.json: LinkKind.WEBSITE: expected a text of 1 to 200 characters',
      'kk.json: MembershipKind: expected an object with a text for each value',
      'tg.json: ',
      'uz.json: expected an object with an object for each enum',
    ]) {
      expect(message).toContain(problem);
    }
  });

  test('are refused if their directory cannot be read', () => {
    directory = path.join(directory, 'missing');

    expect(refusal()).toContain('ENOENT');
    directory = path.dirname(directory);
  });
});
