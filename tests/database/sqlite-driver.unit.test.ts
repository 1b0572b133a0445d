import { assertBinaryIsSafe } from '../../src/database/sqlite-driver';
import { StartupError } from '../../src/errors';

const sound = Buffer.from('\x7fELF…_ZN2v87Isolate10GetCurrentEv…');
const unsound = Buffer.concat([sound, Buffer.from('_ZN4node28RemoveEnvironmentCleanupHookEPN2v87IsolateEPFvPvES3_\0')]);

function refusal(nodeVersion: string, binary: Buffer | null): unknown {
  try {
    assertBinaryIsSafe(nodeVersion, binary);
    return null;
  } catch (error) {
    return error;
  }
}

test.each(['24.11.0', '24.18.1', '24.19.0', '24.21.0'])(
  'on Node.js %s, a driver that would abort is refused',
  (node) => {
    const error = refusal(node, unsound);

    expect(error).toBeInstanceOf(StartupError);
    expect(error).toMatchObject({ exitCode: 78, message: expect.stringMatching(/prebuilt.*Node\.js 22.*24\.18/) });
  },
);

test.each([
  ['24.21.0', sound],
  ['24.21.0', null],
  ['20.20.2', unsound],
  ['22.24.0', unsound],
  ['26.4.0', unsound],
])('on Node.js %s, a driver that runs there is not', (node, binary) => {
  expect(refusal(node, binary)).toBeNull();
});
