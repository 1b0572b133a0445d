import { GraphQLSchema } from 'graphql';

const EXTENSION = 'resolverInstances';

/**
 * A schema of the same types whose resolvers are methods of these instances. Resolvers without services are constructed when
 * they are first used, once.
 */
export function withInstances(schema: GraphQLSchema, instances: readonly object[]): GraphQLSchema {
  const config = schema.toConfig();
  const resolvers = new Resolvers(instances);
  return new GraphQLSchema({ ...config, extensions: { ...config.extensions, [EXTENSION]: resolvers } });
}

/** The instances for operations on this schema. */
export function resolversOf(schema: GraphQLSchema): Resolvers {
  return schema.extensions[EXTENSION] as Resolvers;
}

class Resolvers {
  private readonly byClass: Map<unknown, object>;

  constructor(instances: readonly object[]) {
    this.byClass = new Map(instances.map((instance) => [instance.constructor, instance]));
  }

  get(resolver: unknown): object {
    return this.byClass.get(resolver) ?? this.construct(resolver as new () => object);
  }

  private construct(resolver: new () => object): object {
    const constructed = new resolver();
    this.byClass.set(resolver, constructed);
    return constructed;
  }
}
