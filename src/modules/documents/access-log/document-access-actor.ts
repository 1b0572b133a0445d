import { Field, ObjectType, registerEnumType } from 'type-graphql';
import type { PresentedGrant, Viewer } from '../../../core/access/viewer';

export enum DocumentAccessActorKind {
  ACCOUNT = 'ACCOUNT',
  API_KEY = 'API_KEY',
  UNKNOWN = 'UNKNOWN',
}

registerEnumType(DocumentAccessActorKind, {
  name: 'DocumentAccessActorKind',
  description: 'A kind of actor in the access log of restricted documents.',
  valuesConfig: {
    ACCOUNT: { description: 'The actor was signed in with an account.' },
    API_KEY: { description: 'The actor used an API key.' },
    UNKNOWN: { description: 'The actor used neither an account nor an API key. `recipient` may tell who it was.' },
  },
});

export enum DocumentPasswordKind {
  ACCESS_CODE = 'ACCESS_CODE',
  PAGE_PASSWORD = 'PAGE_PASSWORD',
}

registerEnumType(DocumentPasswordKind, {
  name: 'DocumentPasswordKind',
  description: 'A kind of password that opens restricted documents.',
  valuesConfig: {
    ACCESS_CODE: { description: 'An access code, which one recipient has.' },
    PAGE_PASSWORD: { description: 'The password of the page, which opens all documents of an activity.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'The actor of an entry of the access log, if known.' })
export class DocumentAccessActor {
  @Field(() => DocumentAccessActorKind, { description: 'The kind of actor.' })
  kind!: DocumentAccessActorKind;

  @Field(() => String, {
    nullable: true,
    description: 'The email address of the account, or the name of the API key, at that time. Null for UNKNOWN.',
  })
  name!: string | null;

  @Field(() => DocumentPasswordKind, {
    nullable: true,
    description: 'The kind of password that the actor used. Null if it used none, or a wrong one.',
  })
  password!: DocumentPasswordKind | null;

  @Field(() => String, {
    nullable: true,
    description: 'The recipient of the access code that the actor used, at that time. Null if it used no access code.',
  })
  recipient!: string | null;
}

const NOBODY_KNOWN = 'nobody known';

/**
 * The name in the log of the viewer that opens a document: its account or API key, the recipient of the password that
 * it used, or both. Names that people choose are quoted and escaped, so that no two actors have the same name.
 */
export function actorName(viewer: Viewer, grant: Pick<PresentedGrant, 'recipient'> | null): string {
  if (grant === null) return viewer.name ?? NOBODY_KNOWN;
  const password = grant.recipient === null ? 'password of the page' : `recipient ${JSON.stringify(grant.recipient)}`;
  return viewer.name === null ? password : `${viewer.name} as ${password}`;
}

/** A text as `JSON.stringify` quotes it. */
const QUOTED = String.raw`"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-f]{4}))*"`;
const HOLDER = String.raw`(?<account>[^\s"@]+@[^\s"@]+)|API key (?<apiKey>${QUOTED})`;
// Older entries call the password of the page `whoever knows the page's password`.
const PASSWORD = String.raw`recipient (?<recipient>${QUOTED})|(?<page>password of the page|whoever knows the page's password)`;

/** A holder, a password, or `holder as password`. */
const ACTOR_NAME = new RegExp(`^(?!$)(?:(?:${HOLDER})(?:$| as (?!$)))?(?:${PASSWORD})?$`);

/** The actor that `actorName` has named; null if the name has none of its forms. */
export function parseActorName(name: string): DocumentAccessActor | null {
  const unknown = { kind: DocumentAccessActorKind.UNKNOWN, name: null, password: null, recipient: null };
  if (name === NOBODY_KNOWN) return unknown;
  const groups = ACTOR_NAME.exec(name)?.groups;
  if (groups === undefined) return null;
  const { account, apiKey, recipient, page } = groups;
  return {
    ...unknown,
    ...(account !== undefined && { kind: DocumentAccessActorKind.ACCOUNT, name: account }),
    ...(apiKey !== undefined && { kind: DocumentAccessActorKind.API_KEY, name: unquote(apiKey) }),
    ...(recipient !== undefined && { password: DocumentPasswordKind.ACCESS_CODE, recipient: unquote(recipient) }),
    ...(page !== undefined && { password: DocumentPasswordKind.PAGE_PASSWORD }),
  };
}

function unquote(quoted: string): string {
  return JSON.parse(quoted) as string;
}
