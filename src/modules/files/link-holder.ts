import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../core/access/viewer';

/** The session or API key, the grant, or both, that a download link or an upload ticket was created for. */
export interface LinkHolder {
  readonly credential: Viewer['credential'];
  readonly grantId: number | null;
}

const credentialLetters = { session: 's', apiKey: 'k' } as const;

/** The text of a link holder in a URL, such as `s12`, `k3`, `g55` or `s12g55`. */
export function formatLinkHolder({ credential, grantId }: LinkHolder): string {
  const parts = [
    credential === null ? '' : `${credentialLetters[credential.kind]}${credential.id}`,
    grantId === null ? '' : `g${grantId}`,
  ];
  return parts.join('');
}

/** Returns null if the text has another form. */
export function parseLinkHolder(text: string): LinkHolder | null {
  const [, letter, credentialId, grantId] = /^(?:([sk])([1-9]\d{0,9}))?(?:g([1-9]\d{0,9}))?$/.exec(text) ?? [];
  if (credentialId === undefined && grantId === undefined) return null;
  return {
    credential:
      credentialId === undefined
        ? null
        : { kind: letter === credentialLetters.session ? 'session' : 'apiKey', id: Number(credentialId) },
    grantId: grantId === undefined ? null : Number(grantId),
  };
}

/** Finds the viewer of a session or an API key by its id, perhaps in a unit of work; null if it is not valid at this instant. */
export interface CredentialFinder {
  findById(credential: NonNullable<Viewer['credential']>, now: string, manager?: EntityManager): Promise<Viewer | null>;
}
