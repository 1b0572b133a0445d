import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestServer } from './test-server';

/** A mail as its recipient reads it. */
export interface ReceivedMail {
  readonly file: string;
  readonly headers: string;
  readonly to: string;
  /** The plain text. */
  readonly text: string;
  /** The token of the link; null if there is none. */
  readonly token: string | null;
}

/** The mails by file. A file never changes, and waiting for one mail would read all others again each time. */
const known = new Map<string, ReceivedMail>();

/** The mails that a server without SMTP has kept for an address, oldest first. */
export async function mailsTo(server: TestServer, address: string): Promise<ReceivedMail[]> {
  const directory = path.join(server.directory, 'mail');
  const files = await readdir(directory).catch(() => []);
  const mails = await Promise.all(
    files.filter((file) => file.endsWith('.eml')).map((file) => findMail(path.join(directory, file))),
  );
  const numbered = (file: string): number => Number(/-(\d+)-[a-z-]+\.eml$/.exec(file)![1]);
  return mails.filter(({ to }) => to === address).sort((one, other) => numbered(one.file) - numbered(other.file));
}

async function findMail(file: string): Promise<ReceivedMail> {
  const mail = known.get(file) ?? readMail(file, await readFile(file, 'utf8'));
  known.set(file, mail);
  return mail;
}

/** Waits for the n-th mail to an address. */
export async function mailTo(server: TestServer, address: string, count = 1): Promise<ReceivedMail> {
  let mails: ReceivedMail[] = [];
  const deadline = Date.now() + 20_000;
  while (mails.length < count && Date.now() < deadline) {
    mails = await mailsTo(server, address);
    await delay(10);
  }
  const mail = mails[count - 1];
  if (mail === undefined) throw new Error(`${address} has received ${mails.length} mails`);
  return mail;
}

/** Reads the source of a mail. */
export function readMail(file: string, source: string): ReceivedMail {
  const [headers] = source.split('\r\n\r\n', 1) as [string];
  const part = /Content-Type: text\/plain[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/i.exec(source)![0];
  const [partHeaders, ...body] = part.split('\r\n\r\n') as [string, ...string[]];
  const encoding = /Content-Transfer-Encoding: (\S+)/i.exec(partHeaders)?.[1] ?? '7bit';
  const text = decode(body.join('\r\n\r\n').replace(/\r\n--$/, ''), encoding);
  return {
    file,
    headers,
    to: /^To: <?([^>\r\n]*)>?/m.exec(headers)![1]!,
    text,
    token: /#(entl_[\w-]+)/.exec(text)?.[1] ?? null,
  };
}

function decode(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
