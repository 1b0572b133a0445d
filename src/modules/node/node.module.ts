import type { Module, ResolverClass } from '../../core/module';
import { NodeResolver } from './node.resolver';
import { Nodes } from './node.service';

export const nodeResolvers: readonly ResolverClass[] = [NodeResolver];

/** Access to the nodes of these modules by their global ids, and to previewed items by a token. */
export function createNodeModule(modules: readonly Module[]): Module {
  const loadersByType = new Map(modules.flatMap(({ nodes = {} }) => Object.entries(nodes)));
  return { resolvers: [new NodeResolver(new Nodes(loadersByType))] };
}
