/** Nothing is stored under the key, or nothing complete. */
export class FileMissingError extends Error {
  constructor(key: string, options?: ErrorOptions) {
    super(`There is no file ${key}.`, options);
    this.name = 'FileMissingError';
  }
}

/** What is stored is not what was written, or it was encrypted with a key that the ring does not hold. */
export class FileDamagedError extends Error {
  constructor(key: string, why: string, options?: ErrorOptions) {
    super(`The file ${key} cannot be decrypted: ${why}`, options);
    this.name = 'FileDamagedError';
  }
}

/** A file that is not taken in. The message is for whoever sent it. */
export abstract class FileRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The name cannot be kept, or would mislead. */
export class FileNameError extends FileRefusedError {}

/** The kind of the file is not taken, or its bytes are not of the kind that its name says. */
export class MediaTypeError extends FileRefusedError {}
