import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { announcePasswords } from '../../src/seeds/announce-passwords';

const before = process.cwd();
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'entente-passwords-'));
  process.chdir(directory);
});

afterEach(async () => {
  process.chdir(before);
  await rm(directory, { recursive: true });
});

test('shows passwords at a terminal, and writes no file', async () => {
  const lines: string[] = [];

  await announcePasswords([{ opens: 'editor@entente.example', password: 's3cret' }], {
    isTTY: true,
    write: (line) => lines.push(line),
  });

  expect(lines.join('')).toBe(
    'Loading the demonstration programme. Its passwords are shown only once:\n' + '  editor@entente.example   s3cret\n',
  );
  expect(existsSync('data')).toBe(false);
});
