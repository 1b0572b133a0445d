/** Nothing complete is stored under the key. */
export class FileMissingError extends Error {
  constructor(key: string, options?: ErrorOptions) {
    super(`File ${key} does not exist`, options);
    this.name = 'FileMissingError';
  }
}

/** The stored file was damaged, or encrypted with a key that the ring does not have. */
export class FileDamagedError extends Error {
  constructor(key: string, why: string, options?: ErrorOptions) {
    super(`The file ${key} cannot be decrypted: ${why}`, options);
    this.name = 'FileDamagedError';
  }
}

/** A rejected file. The message is meant for the sender. */
export abstract class FileRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The file name is invalid or misleading. */
export class FileNameError extends FileRefusedError {}

/** The file type is not accepted, or the bytes do not match the extension. */
export class MediaTypeError extends FileRefusedError {}
