import { createHash } from 'node:crypto';
import type { ApolloServerOptions, BaseContext } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

type DocumentCache = NonNullable<ApolloServerOptions<BaseContext>['documentStore']>;

type PersistedQueryCache = NonNullable<ApolloServerOptions<BaseContext>['cache']>;

/** Maximum parsed documents. What is computed for a document (its cost, fields, mappers of rows) lives as long as it. */
const MAX_DOCUMENTS = 1_000;

/** Maximum length of the sources of all parsed documents, in characters. A parsed document takes some 100 bytes for each. */
const MAX_DOCUMENT_CHARACTERS = 500_000;

/** Maximum persisted queries. */
const MAX_PERSISTED = 10_000;

/** Maximum length of all persisted queries, in characters. */
const MAX_PERSISTED_CHARACTERS = 16_000_000;

/** The length of a SHA-256 in hexadecimal. */
const HASH_LENGTH = 64;

/**
 * Parsed and validated documents by the hash of their source. Bounded by number and by length: anybody can send ever new
 * documents, and the bound that Apollo Server has by default, 30 MiB of JSON, lets small ones fill a heap of 512 MB.
 */
export class DocumentStore implements DocumentCache {
  private readonly byHash = new LRUCache<string, DocumentNode>({
    max: MAX_DOCUMENTS,
    maxSize: MAX_DOCUMENT_CHARACTERS,
    sizeCalculation: (document) => document.loc?.end ?? 1,
  });

  /** True if a document with this source is kept. */
  async knows(source: string): Promise<boolean> {
    const hash = createHash('sha256').update(source).digest('hex');
    return this.byHash.get(hash) !== undefined;
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.byHash.get(hashIn(key));
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.byHash.set(hashIn(key), document);
  }

  async delete(key: string): Promise<void> {
    this.byHash.delete(hashIn(key));
  }
}

/** The keys of Apollo Server end with the SHA-256 of the source. Before it, they have a hash of the schema. */
function hashIn(key: string): string {
  return key.slice(-HASH_LENGTH);
}

/** The sources of automatic persisted queries by their hash. */
export function createPersistedQueryCache(): PersistedQueryCache {
  const queries = new LRUCache<string, string>({
    max: MAX_PERSISTED,
    maxSize: MAX_PERSISTED_CHARACTERS,
    sizeCalculation: (query) => query.length + 1,
  });
  return {
    get: async (hash) => queries.get(hash),
    set: async (hash, query) => void queries.set(hash, query),
    delete: async (hash) => queries.delete(hash),
  };
}
