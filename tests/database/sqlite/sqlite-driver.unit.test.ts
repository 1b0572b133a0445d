import { assertBinaryIsSafe } from '../../../src/database/sqlite/sqlite-driver';
import { StartupError } from '../../../src/errors';

const safe = Buffer.from('\x7fELF…_ZN2v87Isolate10GetCurrentEv…');
const unsafe = Buffer.concat([safe, Buffer.from('_ZN4node28RemoveEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_\0')]);

function refusal(nodeVersion: string, binary: Buffer | null): unknown {
  try {
    assertBinaryIsSafe(nodeVersion, binary);
    return null;
  } catch (error) {
    return error;
  }
}

test.each(['24.11.0', '24.18.1', '24.19.0', '24.21.0'])('refuses a driver that would abort on Node.js %s', (node) => {
  const error = refusal(node, unsafe);

  expect(error).toBeInstanceOf(StartupError);
  expect(error).toMatchObject({ exitCode: 78, message: expect.stringMatching(/Node\.js 24\.22.*prebuilt/) });
});

test.each([
  ['24.21.0', safe],
  ['24.21.0', null],
  ['20.20.2', unsafe],
  ['22.24.0', unsafe],
  ['24.22.0', unsafe],
  ['26.4.0', unsafe],
])('accepts a driver that runs on Node.js %s', (node, binary) => {
  expect(refusal(node, binary)).toBeNull();
});
