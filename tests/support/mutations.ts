import type { Answer, Asker, TestServer } from './test-server';
import { admin } from './viewers';

export interface Refusal {
  readonly code: string;
  readonly version?: number;
  readonly uses?: number;
  readonly message: string;
  readonly fields?: readonly { readonly path: string; readonly code: string; readonly message: string }[];
}

/** Calls mutations that take one input, named after the mutation, and return one payload. */
export function mutationsOf(server: TestServer, name: string, asker: Asker = admin) {
  const document = (selection: string) =>
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { answer: ${name}(input: $input) { ${selection} } }`;
  return {
    /** Sends the mutation, which may fail. Its payload has the alias `answer`. */
    sent: (input: object, selection = '__typename'): Promise<Answer> =>
      server.query(document(selection), { input }, asker),
    done: async (input: object, selection: string): Promise<Record<string, any>> =>
      (await server.data(document(selection), { input }, asker))['answer'],
    refused: async (input: object): Promise<Refusal> => {
      const { errors } = await server.query(document('__typename'), { input }, asker);
      if (errors?.length !== 1) throw new Error(`${name} was not refused: ${JSON.stringify(errors)}`);
      return { ...errors[0]!.extensions, message: errors[0]!.message };
    },
  };
}

/** The path and code of each problem. */
export function placesOf({ fields = [] }: Refusal): [string, string][] {
  return fields.map(({ path, code }) => [path, code]);
}
