import { assertFileName } from '../../src/storage/file-name';
import { FileNameError } from '../../src/storage/storage-errors';

test.each([
  'report.pdf',
  'Compte rendu – réunion d’Arusha.docx',
  'Отчёт.pdf',
  'تقرير.pdf',
  '報告 2026.pdf',
  '.hidden.txt',
  'a',
  '👩‍⚖️.png',
  `${'é'.repeat(125)}a.pdf`,
])('accepts the name %s', (name) => {
  expect(() => assertFileName(name)).not.toThrow();
});

test.each([
  ['', 'must not be empty'],
  ['   ', 'must not be empty'],
  ['.', 'must not be the name of a directory'],
  ['..', 'must not be the name of a directory'],
  ['../report.pdf', 'a slash or a backslash'],
  ['C:\\report.pdf', 'a slash or a backslash'],
  ['report\0.pdf', 'a control character'],
  ['report\r\nSet-Cookie: a=b.pdf', 'a control character'],
  ['report\u0085.pdf', 'a control character'],
  ['report\u2028.pdf', 'a control character or a line break'],
  ['annex\u202Efdp.exe', 'changes the text direction'],
  ['annex\u2067fdp.exe', 'changes the text direction'],
  ['report\uD800.pdf', 'must be well-formed'],
  [`${'é'.repeat(126)}.pdf`, 'must not be longer than 255 bytes'],
  [' report.pdf', 'must not begin or end with white space'],
  ['report.pdf ', 'must not begin or end with white space'],
  ['report.pdf.', 'a full stop'],
])('rejects the name %j', (name, reason) => {
  expect(() => assertFileName(name)).toThrow(FileNameError);
  expect(() => assertFileName(name)).toThrow(reason);
});
