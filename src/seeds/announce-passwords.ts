import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../errors';
import type { DemonstrationPassword } from './load-demonstration';

/** Where the passwords are written if nobody reads standard output at a terminal. */
const PASSWORD_FILE = 'data/demonstration-passwords.txt';

interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Shows the passwords of the demonstration at a terminal. Without one, standard output usually goes to a log, which keeps
 * it and has more readers. Then the passwords are written to a file that only its owner can read, and the output names it.
 *
 * @throws StartupError when the file cannot be written
 */
export async function announcePasswords(
  passwords: readonly DemonstrationPassword[],
  output: Output = process.stdout,
): Promise<void> {
  const lines = passwords.map(({ opens, password }) => `${opens.padEnd(24)} ${password}\n`);
  if (output.isTTY === true) {
    output.write('Loading the demonstration programme. Its passwords are shown only once:\n');
    for (const line of lines) output.write(`  ${line}`);
    return;
  }
  const file = path.resolve(PASSWORD_FILE);
  await writePrivately(file, lines.join('')).catch((error: unknown) => {
    throw new StartupError(
      `The passwords of the demonstration cannot be written to ${file}: ${(error as Error).message}. ` +
        'Allow the server to write there, or set DEMO_DATA=false',
      69,
    );
  });
  output.write(`Loading the demonstration programme. Its passwords are in ${file}\n`);
}

/** Replaces a file by one that only its owner can read. */
async function writePrivately(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  // An existing file would keep its mode.
  await rm(file, { force: true });
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
