import type { Logger } from 'pino';
import type { Database } from '../database/database';
import type { LoaderDefinition } from './access/request-context';
import type { PeriodicJob } from './background/periodic-jobs';
import type { MutationRunner } from './mutations/mutation-runner';
import type { Clock } from './time';
import type { Node } from './types/node';

/** The services that the factory of every module takes. */
export interface ModuleOptions {
  readonly database: Database;
  readonly mutations: MutationRunner;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The parts that a module contributes to the server. Its factory may also return services for other modules. */
export interface Module {
  /** Instances of the resolvers whose constructors take services. */
  readonly resolvers?: readonly object[];
  /** The loader of each node type, by the name of the type. It applies the policy of the type. */
  readonly nodes?: NodeLoaders;
  /** Work that is done every ten minutes, such as deleting what has expired. */
  readonly jobs?: readonly PeriodicJob[];
  /** Starts background work. */
  readonly start?: () => void | Promise<void>;
  /** Starts no more background work, and waits until the running work ends. */
  readonly stop?: () => Promise<void>;
}

export type NodeLoaders = Readonly<Record<string, LoaderDefinition<number, Node | null>>>;

/** A class with `@Resolver()`. */
export type ResolverClass = new (...services: never[]) => object;
