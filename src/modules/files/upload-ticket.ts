import { Field, ObjectType } from 'type-graphql';
import { JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import type { RequestContext } from '../../core/access/request-context';
import { createToken, hashToken } from '../../core/access/token';
import type { Problems } from '../../core/mutations/problems';
import { HOUR_MS, later } from '../../core/time';
import { DateTimeScalar, UrlScalar } from '../../core/types/scalars';
import { Instant, KeyText, Prose } from '../../database/sql/columns';
import { assertFileName } from '../../storage/file-name';
import { FileRefusedError } from '../../storage/storage-errors';
import { FileLease } from './file-leases';
import { formatLinkHolder } from './link-holder';

/** An upload must begin within this time after its URL was created. */
const TICKET_LIFETIME_MS = HOUR_MS;

/** An upload ticket: permission to send one file. Each kind of item has a table of its own, with the item's id. */
export abstract class UploadTicket {
  @PrimaryGeneratedColumn()
  id!: number;

  /** SHA-256 of the token in hexadecimal. */
  @KeyText({ length: 64, unique: true })
  tokenHash!: string;

  @Prose()
  fileName!: string;

  /** The session or API key that the ticket was created for, as `formatLinkHolder` writes it. */
  @KeyText({ length: 11 })
  holder!: string;

  @Instant()
  expiresAt!: string;

  /** The key of the incoming file in the file store; null while no upload is in progress. */
  @KeyText({ length: 32, nullable: true, unique: true })
  fileKey!: string | null;

  /** If the upload fails, its lease is deleted, and the ticket can be used again. */
  @ManyToOne(() => FileLease, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'file_key', referencedColumnName: 'fileKey' })
  protected lease?: unknown;

  /** When the file was stored completely; null before that. A completed ticket cannot be used again. */
  @Instant({ nullable: true })
  completedAt!: string | null;
}

/** A new upload ticket. The database stores the hash of the token instead of the token. */
export interface NewTicket {
  readonly token: string;
  readonly expiresAt: string;
  /** The columns of the ticket, without the item that it is for. */
  readonly row: Omit<UploadTicket, 'id' | 'lease'>;
}

export function newTicket({ now, viewer: { credential } }: RequestContext, fileName: string): NewTicket {
  const token = createToken('upload');
  const expiresAt = later(now, TICKET_LIFETIME_MS);
  const holder = formatLinkHolder({ credential, grantId: null });
  const row = { tokenHash: hashToken(token), fileName, holder, expiresAt, fileKey: null, completedAt: null };
  return { token, expiresAt, row };
}

/** The fields of payloads with an upload URL. It is not a type of the schema itself. */
@ObjectType({ simpleResolvers: true })
export abstract class UploadUrlPayload {
  @Field(() => UrlScalar, {
    description:
      'The URL to send the file to with PUT, which works once. Anyone who has the URL can upload: protect it like a password.',
  })
  uploadUrl!: string;

  @Field(() => DateTimeScalar, {
    description: 'Time at which `uploadUrl` expires. An upload that has begun may continue after that.',
  })
  uploadUrlExpiresAt!: string;
}

/** The URL to send the file of a ticket to, and when it expires, for payloads. */
export function uploadUrlOf(
  { origin }: RequestContext,
  path: string,
  { token, expiresAt }: NewTicket,
): Pick<UploadUrlPayload, 'uploadUrl' | 'uploadUrlExpiresAt'> {
  return { uploadUrl: new URL(`${path}?token=${token}`, origin).href, uploadUrlExpiresAt: expiresAt };
}

/**
 * Adds the problem of a file name to those of an input.
 *
 * @param assertType throws a FileRefusedError if files with the extension are refused
 */
export function checkFileName(
  problems: Problems,
  fileName: string,
  assertType: (fileName: string) => void = () => undefined,
): void {
  try {
    assertFileName(fileName);
    assertType(fileName);
  } catch (error) {
    if (!(error instanceof FileRefusedError)) throw error;
    const code = fileName.trim() === '' ? 'REQUIRED' : 'INVALID';
    problems.addProblem({ path: 'input.fileName', code, message: error.message });
  }
}
