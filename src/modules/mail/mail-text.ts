import { match } from '@formatjs/intl-localematcher';
import { escapeHtml } from '../../core/html-text';
import { dateLocale } from '../../core/languages/date-locale';
import type { MailKind, MailValues } from './mail-kind';
import en from './messages/en.json';
import fr from './messages/fr.json';
import ru from './messages/ru.json';

/** The text of a mail in one language. */
interface Message {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

/** The messages by language and kind. */
export const messages: Readonly<Record<string, Readonly<Record<MailKind, Message>>>> = { en, fr, ru };

export interface MailText {
  readonly locale: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The texts of values; null for a value that is absent. */
type Values = Readonly<Record<string, string | null>>;

/**
 * Writes a mail in the language of a locale, or else in English. It has the text as plain text and as HTML without pictures,
 * styles or foreign addresses.
 *
 * @param service the name by which readers know the server
 */
export function writeMail<K extends MailKind>(
  kind: K,
  locale: string,
  values: MailValues[K],
  service: string,
): MailText {
  const language = match([locale], Object.keys(messages), 'en', { algorithm: 'lookup' });
  const { subject, paragraphs: all } = messages[language]![kind];
  const texts = textsOf({ ...values, service }, language);
  const paragraphs = all.filter((paragraph) => namesIn(paragraph).every((name) => texts[name] !== null));
  const body = paragraphs.map((paragraph) => `<p>${asHtml(paragraph, texts)}</p>`).join('\n');
  return {
    locale: language,
    subject: fill(subject, texts),
    text: `${paragraphs.map((paragraph) => fill(paragraph, texts)).join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="${language}">\n<head><meta charset="utf-8"></head>\n<body>\n${body}\n</body>\n</html>\n`,
  };
}

/** The names of the values in a text: `service` in `Invitation to {service}`. */
export function namesIn(text: string): string[] {
  return Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name!);
}

/** Values are in one line: nothing that somebody chose, such as a name, begins a line of its own. */
function textsOf(values: Readonly<Record<string, string | Date | null>>, language: string): Values {
  const format = new Intl.DateTimeFormat(dateLocale(language), {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value instanceof Date ? `${format.format(value)} UTC` : (value?.replaceAll(/[\s\p{Cc}]+/gu, ' ') ?? null),
    ]),
  );
}

function fill(text: string, texts: Values): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => texts[name] ?? '');
}

/** Everything but the address of the server's own link is text. */
function asHtml(paragraph: string, texts: Values): string {
  if (paragraph === '{link}')
    return `<a href="${escapeHtml(texts['link'] ?? '')}">${escapeHtml(texts['link'] ?? '')}</a>`;
  return escapeHtml(fill(paragraph, texts));
}
