import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { Cost } from '../cost/field-cost';
import { Cached } from '../types/cached';

/** The arguments of a list that is read from its start only. */
@ArgsType()
export class ForwardArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      'Maximum number of items of `{field}` to return, from the start of the list or from after `after`. 1 to 100, by ' +
      'default 20.',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of an item of `{field}`. Only items after it are returned.',
  })
  after?: string | null;
}

@ArgsType()
export class PagingArgs extends ForwardArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      'Maximum number of items of `{field}` to return, from the end of the list or from before `before`. 1 to 100. Must ' +
      'not be combined with `first`.',
  })
  last?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of an item of `{field}`. Only items before it are returned.',
  })
  before?: string | null;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Position of a page in its list (Relay Cursor Connections).' })
export class PageInfo {
  @Field(() => Boolean, {
    description:
      'True if further items follow this page. If the page is read by `first` and has a `before`, only items before that ' +
      'cursor count.',
  })
  hasNextPage!: boolean;

  @Field(() => Boolean, {
    description:
      'True if further items precede this page. If the page is read by `last` and has an `after`, only items after that ' +
      'cursor count.',
  })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first item on the page. Null if the page is empty.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last item on the page. Null if the page is empty.',
  })
  endCursor!: string | null;
}

export interface Edge<E> {
  node: E;
  cursor: () => string;
}

/**
 * A page of a list, as its connection type shows it. The default resolver calls a function when the field of its name is
 * requested, and only then.
 */
export interface Connection<E> {
  nodes: () => Promise<E[]>;
  edges: () => Promise<Edge<E>[]>;
  pageInfo: () => Promise<PageInfo>;
  totalCount: () => Promise<number>;
}

/**
 * Declares the edge type of a node. Subclass it under the name `<Node>Edge`.
 *
 * @param noun the node in descriptions, in the singular: `activity`
 */
export function edgeType<E extends object>(node: ClassType<E>, noun: string): abstract new () => Edge<E> {
  @ObjectType({ simpleResolvers: true })
  abstract class EdgeType {
    @Cost({ isOwn: true })
    @Field(() => node, { description: `The ${noun} at this position of the list.` })
    node!: E;

    @Field(() => String, {
      description: `Opaque position of the ${noun} in the list. Pass it as \`after\`, or as \`before\` where a list has that argument.`,
    })
    cursor!: () => string;
  }
  return EdgeType;
}

/**
 * Declares the connection type of a node. Subclass it under the name `<Node>Connection`.
 *
 * @param nouns the nodes in descriptions, in the plural: `activities`
 */
export function connectionType<E extends object>(
  node: ClassType<E>,
  edge: ClassType<Edge<E>>,
  nouns: string,
): abstract new () => Connection<E> {
  @ObjectType({ simpleResolvers: true })
  abstract class ConnectionType {
    @Cost({ part: { of: 'page' } })
    @Field(() => [edge], { description: `The ${nouns} on this page, each with its cursor.` })
    edges!: () => Promise<Edge<E>[]>;

    @Cost({ part: { of: 'page' } })
    @Field(() => [node], { description: `The ${nouns} on this page.` })
    nodes!: () => Promise<E[]>;

    @Cost({ part: { of: 'page' } })
    @Field(() => PageInfo, { description: `Position of this page in the list of ${nouns}.` })
    pageInfo!: () => Promise<PageInfo>;

    @Cost({ part: { of: 'count' } })
    @Field(() => Int, {
      description: `Number of ${nouns} in the whole list that you may see. Computed only if requested.`,
    })
    totalCount!: () => Promise<number>;
  }
  return ConnectionType;
}
