import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { BadUserInputError } from '../errors';

/**
 * Reads a new password: at a terminal twice, without showing it; elsewhere the one line that comes.
 *
 * @param output where the questions go
 * @throws BadUserInputError when the two differ, or there is none, or more than one line
 */
export async function readNewPassword(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  output: NodeJS.WritableStream,
): Promise<string> {
  const isTerminal = input.isTTY === true;
  // As a terminal, readline itself echoes what is typed: to nowhere.
  const typing = createInterface({ input, output: discardingOutput(), terminal: isTerminal });
  const lines = typing[Symbol.asyncIterator]();
  try {
    return isTerminal ? await askTwice(lines, output) : await readOnlyLine(lines);
  } finally {
    typing.close();
  }
}

async function askTwice(lines: AsyncIterator<string>, output: NodeJS.WritableStream): Promise<string> {
  const password = await ask('Password: ', lines, output);
  const again = await ask('Again: ', lines, output);
  if (password !== again) throw new BadUserInputError('The two passwords differ', 'password');
  return password;
}

async function ask(question: string, lines: AsyncIterator<string>, output: NodeJS.WritableStream): Promise<string> {
  output.write(question);
  const line = await lines.next();
  output.write('\n');
  if (line.done === true) throw new BadUserInputError('No password was given', 'password');
  return line.value;
}

async function readOnlyLine(lines: AsyncIterator<string>): Promise<string> {
  const first = await lines.next();
  if (first.done === true) throw new BadUserInputError('No password came: it is the one line of the input', 'password');
  const second = await lines.next();
  if (second.done !== true) throw new BadUserInputError('The password is one line, and more came', 'password');
  return first.value;
}

function discardingOutput(): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
}
