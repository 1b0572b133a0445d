import { PeriodicJobs } from '../../core/background/periodic-jobs';
import { ConcurrencyLimit } from '../../core/concurrency-limit';
import type { Module, ModuleOptions } from '../../core/module';
import { TooManyRequestsError } from '../../errors';
import type { EncryptedFiles } from '../../storage/encrypted-files';
import { FileIngest } from './file-ingest';
import { FileLeases } from './file-leases';
import { type FileReceiver, type IssuedUpload, UploadReceiver, type UploadTarget } from './upload-receiver';

/**
 * Maximum uploads that are received at a time: in total, and of one account or API key. With S3, each takes ten megabytes of memory while
 * the bucket is slower than its client.
 */
const MAX_UPLOADS = { total: 32, perSubject: 8 };

/** When clients that were refused may try again. */
const RETRY_AFTER_SECONDS = 10;

const REFUSALS = {
  perSubject: `At most ${MAX_UPLOADS.perSubject} uploads may run at once: wait until one of them ends`,
  total: 'Too many uploads are running on this server: try again later',
};

/** The interval at which files of interrupted uploads are deleted, in milliseconds. */
const CLEANUP_INTERVAL_MS = 30_000;

interface FilesOptions extends Pick<ModuleOptions, 'database' | 'clock' | 'logger'> {
  readonly storage: { readonly files: EncryptedFiles };
}

export interface FilesModule extends Module {
  readonly leases: FileLeases;
  readonly ingest: FileIngest;
  /** Receives the uploads of a target. */
  readonly receiverOf: <U extends IssuedUpload, R extends object>(target: UploadTarget<U, R>) => FileReceiver;
}

/** What the files of documents, images and attachments share: how they are received and stored. */
export function createFilesModule({ database, clock, logger, storage: { files } }: FilesOptions): FilesModule {
  const leases = new FileLeases(database, files, clock);
  const cleanup = new PeriodicJobs([['delete files of interrupted uploads', () => leases.deleteAbandoned()]], {
    intervalMs: CLEANUP_INTERVAL_MS,
    clock,
    logger,
  });
  const ingest = new FileIngest(files, leases);
  const running = new ConcurrencyLimit(
    MAX_UPLOADS,
    (reached) => new TooManyRequestsError(REFUSALS[reached], RETRY_AFTER_SECONDS),
  );
  return {
    leases,
    ingest,
    receiverOf: (target) => new UploadReceiver({ database, ingest, leases, clock, running }, target),
    start: () => cleanup.start(),
    stop: () => cleanup.stop(),
  };
}
