import type { Viewer } from '../../../core/access/viewer';

/** Whom something was made for: whoever has signed in with a credential, has a grant, or both. */
export interface Bearer {
  readonly credential: Viewer['credential'];
  readonly grantId: number | null;
}

const letters = { session: 's', apiKey: 'k' } as const;

/** As it stands in an address: `s12`, `k3`, `g55`, `s12g55`. */
export function bearerText({ credential, grantId }: Bearer): string {
  const parts = [
    credential === null ? '' : `${letters[credential.kind]}${credential.id}`,
    grantId === null ? '' : `g${grantId}`,
  ];
  return parts.join('');
}

/** null when the text is none. */
export function parseBearer(text: string): Bearer | null {
  const [, letter, credentialId, grantId] = /^(?:([sk])([1-9]\d{0,9}))?(?:g([1-9]\d{0,9}))?$/.exec(text) ?? [];
  if (credentialId === undefined && grantId === undefined) return null;
  return {
    credential:
      credentialId === undefined
        ? null
        : { kind: letter === letters.session ? 'session' : 'apiKey', id: Number(credentialId) },
    grantId: grantId === undefined ? null : Number(grantId),
  };
}
