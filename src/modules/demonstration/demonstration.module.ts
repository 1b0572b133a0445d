import type { Module, ModuleOptions, ResolverClass } from '../../core/module';
import type { FileLeases } from '../files/file-leases';
import { DemonstrationResolver } from './demonstration.resolver';
import { DemonstrationDeletion } from './demonstration-deletion';

export const demonstrationResolvers: readonly ResolverClass[] = [DemonstrationResolver];

interface DemonstrationOptions extends Pick<ModuleOptions, 'mutations'> {
  readonly leases: FileLeases;
}

/** What belongs to the demonstration, and its deletion. */
export function createDemonstrationModule({ mutations, leases }: DemonstrationOptions): Module {
  return { resolvers: [new DemonstrationResolver(new DemonstrationDeletion(mutations, leases))] };
}
