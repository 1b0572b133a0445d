import { ArgsType, Field, Int, ObjectType, type ClassType } from 'type-graphql';

@ArgsType()
export class PagingArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'How many from the start of the list (or from after `after`): 1 to 100, 20 when neither is given.',
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: what comes after it in the order.' })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many from the end of the list (or from before `before`): 1 to 100. Not together with `first`.',
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: 'A cursor: what comes before it in the order.' })
  before?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Where a page lies in its list (Relay Cursor Connections).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is more before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first thing on the page; null: it is empty.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'The cursor of the last thing on the page; null: it is empty.' })
  endCursor!: string | null;
}

export interface Edge<E> {
  node: E;
  cursor: () => string;
}

/**
 * A page of a list as its connection type shows it. The functions are called by the default resolver, when their field
 * is selected and not before.
 */
export interface Connection<E> {
  nodes: () => Promise<E[]>;
  edges: () => Promise<Edge<E>[]>;
  pageInfo: () => Promise<PageInfo>;
  totalCount: () => Promise<number>;
}

/** Declares the edge type of a node; subclass it under the name `<Node>Edge`. */
export function edgeType<E extends object>(node: ClassType<E>): abstract new () => Edge<E> {
  @ObjectType({ simpleResolvers: true })
  abstract class EdgeType {
    @Field(() => node, { description: 'The thing itself.' })
    node!: E;

    @Field(() => String, { description: 'Opaque; where the thing stands in this order, for `after` and `before`.' })
    cursor!: () => string;
  }
  return EdgeType;
}

/** Declares the connection type of a node; subclass it under the name `<Node>Connection`. */
export function connectionType<E extends object>(
  node: ClassType<E>,
  edge: ClassType<Edge<E>>,
): abstract new () => Connection<E> {
  @ObjectType({ simpleResolvers: true })
  abstract class ConnectionType {
    @Field(() => [edge], { description: 'The things on this page with their cursors.' })
    edges!: () => Promise<Edge<E>[]>;

    @Field(() => [node], { description: 'The things on this page.' })
    nodes!: () => Promise<E[]>;

    @Field(() => PageInfo, { description: 'Where this page lies in the list.' })
    pageInfo!: () => Promise<PageInfo>;

    @Field(() => Int, {
      description: 'How many things the whole list holds, of those that you may see; counted only when asked for.',
    })
    totalCount!: () => Promise<number>;
  }
  return ConnectionType;
}
