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
  `${'é'.repeat(125)}.pdf`,
])('takes the name %s', (name) => {
  expect(() => assertFileName(name)).not.toThrow();
});

test.each([
  ['', 'is empty'],
  ['   ', 'is empty'],
  ['.', 'means a directory'],
  ['..', 'means a directory'],
  ['../report.pdf', 'a slash or a backslash'],
  ['C:\\report.pdf', 'a slash or a backslash'],
  ['report\0.pdf', 'a control character'],
  ['report\r\nSet-Cookie: a=b.pdf', 'a control character'],
  ['report\u0085.pdf', 'a control character'],
  ['report\u2028.pdf', 'a control character or a line break'],
  ['annex\u202Efdp.exe', 'changes the direction'],
  ['annex\u2067fdp.exe', 'changes the direction'],
  ['report\uD800.pdf', 'not well-formed'],
  [`${'é'.repeat(126)}.pdf`, 'more than 255 bytes'],
  [' report.pdf', 'begins or ends with white space'],
  ['report.pdf ', 'begins or ends with white space'],
  ['report.pdf.', 'a full stop'],
])('refuses the name %j', (name, reason) => {
  expect(() => assertFileName(name)).toThrow(FileNameError);
  expect(() => assertFileName(name)).toThrow(reason);
});
