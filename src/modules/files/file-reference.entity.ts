import { KeyText, SafeInteger } from '../../database/sql/columns';

/** The columns that all tables have whose rows refer to a file in the file store; see `fileTables`. */
export abstract class FileReference {
  /** The size of the unencrypted file. */
  @SafeInteger()
  byteSize!: number;

  /** The SHA-256 hash of the unencrypted file, in hexadecimal. */
  @KeyText({ length: 64 })
  sha256!: string;

  /** The key of the encrypted file in the file store. */
  @KeyText({ length: 32, unique: true })
  fileKey!: string;

  /** The age recipient that the file is encrypted for: the public part of a key. */
  @KeyText({ length: 62 })
  keyId!: string;
}
