import type { Module, ResolverClass } from '../../core/module';
import { IatiChecker } from './iati/iati-checker';
import { IatiProblems, type ReadWithin } from './iati/iati-problems';
import { ActivityIatiProblemsResolver } from './iati/iati-problems.resolver';
import type { IatiPublisher } from './iati/iati-publisher';

export const openDataResolvers: readonly ResolverClass[] = [ActivityIatiProblemsResolver];

export interface OpenDataModule extends Module {
  /** Checks what is published as IATI. */
  readonly iatiChecker: IatiChecker;
}

interface OpenDataOptions {
  readonly readWithin: ReadWithin;
  readonly config: {
    readonly iatiPublisher: IatiPublisher | null;
    readonly publicUrl: string | null;
    readonly itemUrl: string | null;
    readonly siteLocale: string | null;
    readonly locales: readonly string[];
  };
}

/** Files of public data, and what editors are told about them. */
export function createOpenDataModule({ readWithin, config }: OpenDataOptions): OpenDataModule {
  const { iatiPublisher: publisher, publicUrl, itemUrl, siteLocale, locales } = config;
  const iatiChecker = new IatiChecker();
  const problems =
    publisher === null
      ? null
      : new IatiProblems({
          publisher,
          // The configuration has the address if there is someone who reports in IATI.
          pages: { origin: publicUrl!, itemUrl, siteLocale, locales },
          checker: iatiChecker,
          readWithin,
        });
  return {
    resolvers: [new ActivityIatiProblemsResolver(problems)],
    stop: () => iatiChecker.close(),
    iatiChecker,
  };
}
