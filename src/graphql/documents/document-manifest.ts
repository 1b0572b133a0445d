import { createHash } from 'node:crypto';
import { parse } from 'graphql';
import { z } from 'zod';

/** The file that Apollo's generate-persisted-query-manifest writes. */
const apolloManifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.object({ id: z.string().min(1), body: z.string().min(1) })),
});

/** The file that Relay's compiler writes for `persistConfig`: each document by its hash. */
const relayManifest = z.record(z.string().min(1), z.string().min(1));

/** Documents by every identifier that a client may send for them. */
export interface DocumentManifest {
  readonly byId: ReadonlyMap<string, string>;
  readonly documents: ReadonlySet<string>;
}

/**
 * Reads a manifest of documents, in the format of Apollo or of Relay. A document has the identifier that the manifest
 * gives it, and its SHA-256 hash in lower-case hexadecimal.
 *
 * @throws Error that says what is wrong with the file
 */
export function parseManifest(text: string): DocumentManifest {
  const documents = new Set<string>();
  const byId = new Map<string, string>();
  for (const [id, document] of entriesOf(JSON.parse(text))) {
    if (byId.has(id) && byId.get(id) !== document) throw new Error(`Two documents have the identifier ${id}`);
    assertGraphql(id, document);
    documents.add(document);
    byId.set(id, document);
  }
  for (const document of documents) byId.set(createHash('sha256').update(document).digest('hex'), document);
  return { byId, documents };
}

function entriesOf(content: unknown): (readonly [id: string, document: string])[] {
  const apollo = apolloManifest.safeParse(content);
  if (apollo.success) return apollo.data.operations.map(({ id, body }) => [id, body]);
  const relay = relayManifest.safeParse(content);
  if (relay.success) return Object.entries(relay.data);
  throw new Error("It is neither a manifest of Apollo's generate-persisted-query-manifest nor one of Relay's compiler");
}

function assertGraphql(id: string, document: string): void {
  try {
    parse(document, { noLocation: true });
  } catch (error) {
    throw new Error(`The document ${id} is not GraphQL: ${(error as Error).message}`, { cause: error });
  }
}
