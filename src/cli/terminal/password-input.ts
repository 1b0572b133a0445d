import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { BadUserInputError } from '../../errors';

/**
 * Reads a new password. On a terminal, prompts for it twice without showing it; otherwise reads it as the only line of
 * the input.
 *
 * @param output where the prompts go
 * @throws BadUserInputError when the two entries differ, or when the input has no line or several
 */
export async function readNewPassword(
  input: NodeJS.ReadableStream & { readonly isTTY?: boolean },
  output: NodeJS.WritableStream,
): Promise<string> {
  const isTerminal = input.isTTY === true;
  // In terminal mode, readline echoes the input to its output, which discards it.
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
  const repeated = await ask('Again: ', lines, output);
  if (password !== repeated)
    throw new BadUserInputError('The passwords differ: enter the same password twice', 'password');
  return password;
}

async function ask(question: string, lines: AsyncIterator<string>, output: NodeJS.WritableStream): Promise<string> {
  output.write(question);
  const line = await lines.next();
  output.write('\n');
  if (line.done === true) throw new BadUserInputError('password must be entered twice', 'password');
  return line.value;
}

async function readOnlyLine(lines: AsyncIterator<string>): Promise<string> {
  const first = await lines.next();
  if (first.done === true)
    throw new BadUserInputError('password must be the only line of the input, but the input is empty', 'password');
  const second = await lines.next();
  if (second.done !== true)
    throw new BadUserInputError('password must be the only line of the input, but there are several', 'password');
  // Some shells begin what they pipe with a byte order mark, which nobody could type at the next sign-in.
  return first.value.replace(/^\uFEFF/, '');
}

function discardingOutput(): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
}
