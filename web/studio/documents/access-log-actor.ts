import type { Translate } from '../interface';
import type { LogEntry } from './access-log-pages';

/**
 * The actor of an entry in the language of the interface. Names that people choose are quoted and escaped, so that none
 * looks like an account.
 */
export function actorText(t: Translate, { actor, by }: Pick<LogEntry, 'actor' | 'by'>): string {
  if (actor === null) return by;
  const { kind, name, password, recipient } = actor;
  const parts = [];
  if (name !== null) parts.push(kind === 'API_KEY' ? t('log.apiKey', { name: JSON.stringify(name) }) : name);
  if (recipient !== null) parts.push(t('log.recipient', { name: JSON.stringify(recipient) }));
  if (password === 'PAGE_PASSWORD') parts.push(t('log.pagePassword'));
  return parts.length === 0 ? t('log.unknown') : parts.join(', ');
}
