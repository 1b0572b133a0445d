import {
  GraphQLEnumType,
  GraphQLError,
  type GraphQLFieldConfigMap,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { AuthenticationError, AuthorizationError } from 'type-graphql';
import { BadUserInputError, ForbiddenError } from '../../src/errors';

export const SECRET = 'connect ECONNREFUSED /var/run/secret/database.sock';

/** Records what resolvers have done, so that a test can tell whether an operation ran. */
export const executed: string[] = [];

const season = new GraphQLEnumType({ name: 'Season', values: { SPRING: {}, AUTUMN: {} } });

const filter: GraphQLInputObjectType = new GraphQLInputObjectType({
  name: 'PlaceFilter',
  fields: (): GraphQLInputFieldConfigMap => ({
    name: { type: GraphQLString },
    season: { type: season },
    not: { type: filter },
  }),
});

const place: GraphQLObjectType = new GraphQLObjectType({
  name: 'Place',
  fields: (): GraphQLFieldConfigMap<unknown, unknown> => ({
    name: { type: GraphQLString },
    near: { type: place, resolve: () => ({ name: 'Issyk-Kul' }) },
  }),
});

function failing(error: () => unknown) {
  return {
    type: GraphQLString,
    resolve: () => {
      throw error();
    },
  };
}

export const toySchema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      place: { type: place, resolve: () => ({ name: 'Issyk-Kul' }) },
      echo: {
        type: GraphQLString,
        args: {
          text: { type: GraphQLString },
          season: { type: season },
          filter: { type: filter },
          times: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 1 },
          texts: { type: new GraphQLList(GraphQLString) },
        },
        resolve: (_source, { text }: { text?: string }) => text ?? null,
      },
      forbidden: failing(() => new ForbiddenError('Only editors may ask for this')),
      badPage: failing(() => new BadUserInputError('first must be from 1 to 100', 'first')),
      authorization: failing(() => new AuthorizationError()),
      authentication: failing(() => new AuthenticationError()),
      broken: failing(() => new Error(SECRET)),
      brokenWithCode: failing(() => new GraphQLError(SECRET, { extensions: { code: 'SOMETHING_ELSE' } })),
      // Begins like the message of graphql-js.
      brokenLikeVariables: failing(() => new Error(`Too many errors processing variables ${SECRET}`)),
      brokenWithString: failing(() => SECRET),
      required: { type: new GraphQLNonNull(GraphQLString), resolve: () => null },
    },
  }),
  mutation: new GraphQLObjectType({
    name: 'Mutation',
    fields: {
      rename: {
        type: GraphQLString,
        resolve: () => {
          executed.push('rename');
          return 'renamed';
        },
      },
    },
  }),
  subscription: new GraphQLObjectType({
    name: 'Subscription',
    fields: { renamed: { type: GraphQLString } },
  }),
});
