import { PeriodicJobs } from '../../core/background/periodic-jobs';
import type { Module, ModuleOptions } from '../../core/module';
import type { EncryptedFiles } from '../../storage/encrypted-files';
import { FileIngest } from './file-ingest';
import { FileLeases } from './file-leases';

/** The interval at which files of interrupted uploads are deleted, in milliseconds. */
const CLEANUP_INTERVAL_MS = 30_000;

interface FilesOptions extends Pick<ModuleOptions, 'database' | 'clock' | 'logger'> {
  readonly storage: { readonly files: EncryptedFiles };
}

export interface FilesModule extends Module {
  readonly leases: FileLeases;
  readonly ingest: FileIngest;
}

/** What the files of documents, images and attachments share: how they are received and stored. */
export function createFilesModule({ database, clock, logger, storage: { files } }: FilesOptions): FilesModule {
  const leases = new FileLeases(database, files, clock);
  const cleanup = new PeriodicJobs([['delete files of interrupted uploads', () => leases.deleteAbandoned()]], {
    intervalMs: CLEANUP_INTERVAL_MS,
    clock,
    logger,
  });
  return {
    leases,
    ingest: new FileIngest(files, leases),
    start: () => cleanup.start(),
    stop: () => cleanup.stop(),
  };
}
