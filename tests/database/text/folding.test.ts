import { make } from '../../support/factories';
import { startTestServer, type TestServer } from '../../support/test-server';

/*
 * Titles, and the search texts that must (or must not) find them, written by hand rather than computed by the server's
 * own folding.
 */

const equal: readonly [language: string, title: string, ...asked: string[]][] = [
  ['Russian', 'Всё будет', 'все', 'ВСЁ', 'все\u0308'],
  ['Russian', 'Йошкар-Ола', 'иошкар-ола', 'ЙОШКАР', 'и\u0306ошкар'],
  ['Ukrainian', 'Їжакевич', 'іжакевич', 'ЇЖАК'],
  ['Ukrainian', "П'ять років", 'п’ять', 'пʼять', 'П‘ЯТЬ', 'п`ять'],
  ['Ukrainian', 'Зобовʼязання', "зобов'язання", 'зобов’язання'],
  ['Kazakh', 'Қазақстан, Өскемен', 'қазақстан', 'ӨСКЕМЕН'],
  ['Kazakh', 'Ұлт, Ғылым, Әділет', 'ұлт', 'ҒЫЛЫМ', 'әділет'],
  ['Kyrgyz', 'Жаңы Үй', 'ЖАҢЫ', 'үи'],
  ['Tajik', 'Тоҷикӣ', 'тоҷики', 'ТОҶИКӢ'],
  ['Uzbek', 'Ўзбекистон', 'узбекистон', 'ЎЗБЕК'],
  ['Uzbek', 'Oʻzbekiston', "o'zbekiston", 'OʼZBEKISTON', 'o‘zbek', 'o’zbekiston', 'oʻzbekiston', 'o`zbekiston'],
  ['Uzbek', "Farg'ona", 'fargʻona', 'farg‘ona'],
  ['Romanised Russian', 'Kontrolʹ', 'kontrol', "kontrol'", 'KONTROL’'],
  ['Georgian', 'ᲗᲑᲘᲚᲘᲡᲘ', 'თბილისი', 'თბილ'],
  ['Georgian', 'ქუთაისი', 'ᲥᲣᲗᲐᲘᲡᲘ'],
  ['Armenian', 'ՀԱՅԱՍՏԱՆ', 'հայաստան', 'Հայաստան'],
  ['Greek', 'Ἀθῆναι', 'αθηναι', 'ΑΘΗΝΑΙ', 'Αθήναι'],
  ['Greek', 'Οδυσσεύς', 'ΟΔΥΣΣΕΥΣ', 'οδυσσευσ', 'Ὀδυσσεύς'],
  ['Turkish', 'İzmir', 'izmir', 'IZMIR', 'İZMİR'],
  ['Turkish', 'Diyarbakır', 'DİYARBAKıR', 'diyarbakır'],
  ['German', 'Straße', 'STRASSE', 'strasse', 'straße', 'STRAẞE'],
  ['German', 'MASSNAHME', 'maßnahme'],
  ['Spanish', 'Niño', 'nino', 'NIÑO', 'nin\u0303o'],
  ['French', 'L’État de droit', 'etat', "l'etat", 'ÉTAT'],
  ['Polish', 'Łódź', 'łodz', 'ŁÓDŹ'],
  ['Vietnamese', 'Nguyễn', 'nguyen'],
  ['German, hyphenated', 'Ge\u00adrichts\u00adhof', 'gerichtshof', 'gerichts'],
  ['German, hyphenated when asked for', 'Verfassungsgericht', 'ver\u00adfassungs\u00adgericht'],
  ['Arabic', 'المُدَّعِين العامّين', 'المدعين', 'المدّعين', 'المدعين العامين', 'العام', 'المدّع'],
  ['Arabic', 'المدعين', 'المُدَّعِين', 'المدّعين', 'المُدَّ'],
  ['Arabic', 'أعمال الإرهاب، آثار السؤال', 'اعمال', 'الارهاب', 'اثار', 'السوال', 'أعمال', 'ا\u0654عمال', 'آثار'],
  ['Arabic, of the Quran', 'ٱلرَّحْمَـٰنِ ۖ صِرَٰط', 'صرط', 'صِرَٰط'],
  ['Persian', 'مُدّعی', 'مدعی', 'مدّعی'],
  ['Hebrew', 'שָׁלוֹם וּבִטָּחוֹן', 'שלום', 'ובטחון', 'שָׁלוֹם', 'שלו', '\ufb2aלום'],
  ['text with a zero-width space', 'con\u200btrolled', 'controlled', 'con\u2060trolled', 'controlled\ufeff'],
  ['text with a word joiner', 'de\u2060liveries', 'deliveries'],
  ['text with a byte order mark', '\ufeffmoney laun\ufeffdering', 'money', 'laundering'],
];

const different: readonly [language: string, title: string, ...asked: string[]][] = [
  ['Russian', 'шина', 'щина', 'сина'],
  ['Ukrainian', 'Ґанок, п’ятий', 'ганок', 'пятии'],
  ['Kazakh', 'Ақтөбе', 'актөбе', 'ақтобе'],
  ['Uzbek', 'Gʻijduvon', 'gijduvon'],
  ['Georgian', 'თელავი', 'telavi'],
  ['Greek', 'Σπάρτη', 'sparti'],
  ['Turkish', 'Isparta, ışık', 'isik', 'ısparta'],
  ['German', 'Füße', 'fuesse', 'fuse'],
  ['Polish', 'Łomża', 'lomza'],
  ['Danish', 'Øresund', 'oresund'],
  ['Arabic', 'على المدرسة', 'علي', 'المدرسه'],
  ['text with a hyphen', 'e-mail', 'email'],
];

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ DEMO_DATA: 'false' });
  await make(server.app, async (create) => {
    for (const [, title] of [...equal, ...different]) await create.activity({ title });
  });
});

afterAll(() => server.close());

const operation = `query ($text: String!) {
  listed: activities(filter: { title: { contains: $text } }, first: 100) { nodes { title } }
  searched: search(text: $text, first: 100) { nodes { ... on Activity { title } } }
}`;

test.each(equal)('finds equal text in %s: %s', async (_language, title, ...asked) => {
  for (const text of asked) {
    const { listed, searched } = await server.data(operation, { text });

    expect([text, listed.nodes]).toEqual([text, expect.arrayContaining([{ title }])]);
    expect([text, searched.nodes]).toEqual([text, expect.arrayContaining([{ title }])]);
  }
});

test.each(different)('does not find different text in %s: %s', async (_language, title, ...asked) => {
  for (const text of asked) {
    const { listed } = await server.data(operation, { text });
    // Words in quotes are found as they are. Others may have a typing error, as which a different letter counts.
    const { searched } = await server.data(operation, { text: `"${text}"` });

    expect([text, listed.nodes]).not.toEqual([text, expect.arrayContaining([{ title }])]);
    expect([text, searched.nodes]).not.toEqual([text, expect.arrayContaining([{ title }])]);
  }
});
