import { Database } from '../../../src/database/database';
import { parseDatabaseUrl } from '../../../src/database/database-url';
import { matchCount } from '../../../src/database/full-text/full-text';
import { foldedCharacters, parseSearchText } from '../../../src/database/text/search-text';
import { entities } from '../../../src/modules/entities';
import { factories } from '../../support/factories';
import { createMigratedDatabase, type TestDatabase } from '../../support/test-database';

let storage: TestDatabase;
let database: Database;

beforeAll(async () => {
  storage = await createMigratedDatabase();
  database = await Database.open(parseDatabaseUrl(storage.url)!, entities);
});

afterAll(async () => {
  await database.close();
  await storage.drop();
});

/** The characters that the database knows. PostgreSQL may not know letters of the newest Unicode versions. */
async function knownCharacters(): Promise<string[]> {
  const all = Array.from(foldedCharacters().keys());
  if (__DATABASE__ === 'sqlite') return all;
  const rows = await database.write((manager) =>
    manager.query<{ letter: string; decomposed: string }[]>(
      `SELECT letter, normalize(letter, NFD) AS decomposed FROM unnest($1::text[]) letter
        WHERE letter COLLATE "und-x-icu" ~ '[[:alnum:]]'`,
      [all],
    ),
  );
  const known = rows.filter(({ letter, decomposed }) => decomposed === letter.normalize('NFD'));
  const letters = new Set(known.map(({ letter }) => letter));
  return all.filter((character) => letters.has(character) || !/[\p{L}\p{Nd}]/u.test(character));
}

/**
 * A word with the character, or a phrase if the character separates words. The parts before and after it are different for each character:
 * PostgreSQL keeps only 256 places of a word in a text.
 */
function wordOf(character: string): string {
  const code = character.codePointAt(0)!.toString(16);
  return `l${code}q${character}q${code}`;
}

test('the index folds every character as the search text does', async () => {
  const characters = await knownCharacters();
  await database.write((manager) =>
    factories(manager).activity({ summary: characters.map(wordOf).join(' '), description: 'Ὀδυσσεύς ᲗᲑᲘᲚᲘᲡᲘ' }),
  );
  const isFound = async (words: readonly string[]): Promise<boolean> => {
    const query = parseSearchText(words.map((word) => `"${word}"`).join(' '))!;
    const [row] = await database.read.query(
      matchCount(database.read, { indexes: ['search_public'], query, others: null }),
    );
    return Number(row!['total']) === 1;
  };

  const lost: string[] = [];
  // In small groups, because only the first words of a text count.
  for (let from = 0; from < characters.length; from += 5) {
    const some = characters.slice(from, from + 5);
    if (!(await isFound(some.map(wordOf)))) lost.push(...some);
  }

  expect(lost).toEqual([]);
  expect(characters.length).toBeGreaterThan(3000);
  expect(await isFound(['οδυσσευς', 'თბილისი'])).toBe(true);
  expect(await isFound(['οδυσσευσα'])).toBe(false);
});
