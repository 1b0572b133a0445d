import { once } from 'node:events';
import { connect } from 'node:net';
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql';
import { RunningOperations } from '../../../src/core/access/running-operations';
import { ReadOperation } from '../../../src/database/operations/read-operation';
import { OperationCancelledError } from '../../../src/errors';
import { fastestOf, timeOf } from '../../support/timing';
import { post, startToyServer, type ToyServer } from '../toy-server';

const events: string[] = [];
let release: () => void;
let server: ToyServer;

const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      quick: { type: GraphQLString, resolve: () => 'done' },
      slow: { type: GraphQLString, resolve: () => new Promise<void>((resolve) => (release = resolve)) },
    },
  }),
});

beforeAll(async () => {
  server = await startToyServer({
    schema,
    begin: () => {
      events.push('begin');
      return { cancel: () => events.push('cancel'), end: () => events.push('end') };
    },
  });
});

afterAll(() => server.close());

beforeEach(() => {
  events.length = 0;
});

async function waitFor(event: string): Promise<void> {
  while (!events.includes(event)) await new Promise((resolve) => setTimeout(resolve, 1));
}

test('an operation is cancelled as soon as its client closes the connection', async () => {
  const body = '{"query":"{ slow }"}';
  const leaveOne = async (): Promise<number> => {
    events.length = 0;
    const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    await waitFor('begin');
    const ms = await timeOf(async () => {
      socket.destroy();
      await waitFor('cancel');
    });
    release();
    await waitFor('end');
    expect(events).toEqual(['begin', 'cancel', 'end']);
    return ms;
  };

  expect(await fastestOf(200, leaveOne)).toBeLessThan(200);
});

test('an operation has ended before its response is sent, also when it was not executed', async () => {
  await post(server, { query: '{ quick }' });
  expect(events.slice(0, 2)).toEqual(['begin', 'end']);
  events.length = 0;

  await post(server, { query: '{ unknown }' });
  expect(events.slice(0, 2)).toEqual(['begin', 'end']);
});

test.each([
  ['its client leaves', 'client'],
  ['the server stops', 'server'],
])('an operation is stopped when %s, unless it has ended', (_what, by) => {
  const operations = new RunningOperations(1_000);
  const [ended, running] = [new ReadOperation(), new ReadOperation()];
  const ofEnded = operations.begin({ reading: ended });
  const ofRunning = operations.begin({ reading: running });
  ofEnded.end();
  if (by === 'server') operations.stopAll(new OperationCancelledError('The server is stopping'));
  else for (const { cancel } of [ofEnded, ofRunning]) cancel();

  expect(() => running.assertRunning()).toThrow(by === 'server' ? 'The server is stopping' : 'The client has gone');
  expect(() => ended.assertRunning()).toThrow('The operation has ended');
});
