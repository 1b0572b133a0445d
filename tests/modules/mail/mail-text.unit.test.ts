import { MailKind, type MailValues } from '../../../src/modules/mail/mail-kind';
import { messages, namesIn, writeMail } from '../../../src/modules/mail/mail-text';

const date = new Date('2026-11-26T10:00:00Z');
const link = 'https://api.example.org/account/invitation#entl_x';
const values: { readonly [K in MailKind]: MailValues[K] } = {
  INVITATION: { name: 'Ada', sender: 'Grace', link, expiry: date, account: 'ada@example.org' },
  PASSWORD_RESET: { name: 'Ada', link, expiry: date },
  ACCESS_CODE: {
    recipient: 'Ada',
    sender: 'Grace',
    document: 'Minutes',
    activity: 'A workshop',
    link,
    code: 'ABCD-EFGH',
    expiry: date,
    maxUses: '3',
  },
  DOCUMENT_OPENED: { name: 'Ada', recipient: 'Grace', document: 'Minutes', activity: 'A workshop', time: date },
  PUBLICATION_FAILED: { name: 'Ada', title: 'A workshop', time: date },
};
const kinds = Object.values(MailKind);

test.each(Object.keys(messages))('every mail can be written in %s, with all of its values', (locale) => {
  for (const kind of kinds) {
    const { subject, text } = writeMail(kind, locale, values[kind], 'Entente');
    const names = messages[locale]![kind].paragraphs.flatMap(namesIn);

    expect(subject).not.toMatch(/[{}]/);
    expect(text).not.toMatch(/[{}]/);
    expect(new Set([...names, 'service'])).toEqual(new Set([...Object.keys(values[kind]), 'service']));
  }
});

test('no language lacks a message', () => {
  for (const locale of Object.keys(messages)) expect(Object.keys(messages[locale]!).sort()).toEqual([...kinds].sort());
});

test('a mail is in the language of its reader, or else in English', () => {
  const written = (locale: string): string => writeMail(MailKind.INVITATION, locale, values.INVITATION, 'CASC').subject;

  expect(['fr-CH', 'ru', 'ky'].map(written)).toEqual([
    'Invitation à rejoindre CASC',
    'Приглашение: CASC',
    'Invitation to CASC',
  ]);
});

test('a paragraph about a limit that a code does not have is left out', () => {
  const of = (limits: object): string =>
    writeMail(MailKind.ACCESS_CODE, 'en', { ...values.ACCESS_CODE, ...limits }, 'CASC').text;

  expect(of({})).toMatch(/until 26 November 2026[^]*works: 3\./);
  expect(of({ expiry: null, maxUses: null })).not.toMatch(/until|works:/);
});

test('what somebody typed stays text in one line, and the only address is the server’s own', () => {
  const { text, html, subject } = writeMail(
    MailKind.INVITATION,
    'en',
    { ...values.INVITATION, name: '<b>Ada</b>\r\nBcc: x', sender: '{link} <img src="https://evil.example">' },
    'Name\r\nBcc: all@example.org',
  );

  expect(subject).toBe('Invitation to Name Bcc: all@example.org');
  expect(text).toContain('Hello <b>Ada</b> Bcc: x,');
  expect(html).toContain('Hello &lt;b&gt;Ada&lt;/b&gt; Bcc: x,');
  expect(html).not.toMatch(/<(?!\/?(?:html|head|meta|body|p|a)\b|!doctype)/i);
  expect(html.match(/href="[^"]*"/g)).toEqual([`href="${link}"`]);
});
