import type { Command } from 'commander';
import { StartupError } from '../../src/errors';
import type { EndedProcess } from './processes';

/**
 * Runs a command in the process of the test, which takes a tenth of the time that a process of its own takes. Run one
 * at a time: a command reads the environment, and writes to the console.
 */
export async function runInProcess(
  command: Command,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Pick<EndedProcess, 'code' | 'output' | 'errors'>> {
  const before = process.env;
  process.env = { PATH: before.PATH, ...env };
  const output = jest.spyOn(console, 'log').mockImplementation();
  const errors = jest.spyOn(console, 'error').mockImplementation();
  const textOf = ({ mock }: typeof output): string => mock.calls.map((call) => `${call.join(' ')}\n`).join('');
  let code: number;
  let refusal = '';
  try {
    await command.parseAsync([...args], { from: 'user' });
    code = Number(process.exitCode ?? 0);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    code = error.exitCode;
    refusal = `${error.message}\n`;
  } finally {
    process.env = before;
    // The exit code would be that of the test run.
    process.exitCode = undefined;
  }
  const ended = { code, output: textOf(output), errors: textOf(errors) + refusal };
  output.mockRestore();
  errors.mockRestore();
  return ended;
}
