import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { DocumentNode } from 'graphql';

/** Maximum parsed documents. What is computed for a document (its cost, fields, mappers of rows) lives as long as it. */
const MAX_DOCUMENTS = 1_000;

/** Maximum length of the sources of all parsed documents, in characters. A parsed document takes some 100 bytes for each. */
const MAX_DOCUMENT_CHARACTERS = 500_000;

/** Maximum persisted queries. */
const MAX_PERSISTED = 10_000;

/** Maximum length of all persisted queries, in characters. */
const MAX_PERSISTED_CHARACTERS = 16_000_000;

/**
 * Parsed and validated documents by their hash. Bounded by number and by length: anybody can send ever new documents, and
 * the bound that Apollo Server has by default, 30 MiB of JSON, lets small ones fill a heap of 512 MB.
 */
export function createDocumentStore(): InMemoryLRUCache<DocumentNode> {
  return new InMemoryLRUCache({
    max: MAX_DOCUMENTS,
    maxSize: MAX_DOCUMENT_CHARACTERS,
    sizeCalculation: (document) => document.loc?.end ?? 1,
  });
}

/** The sources of automatic persisted queries by their hash. */
export function createPersistedQueryCache(): InMemoryLRUCache {
  return new InMemoryLRUCache({
    max: MAX_PERSISTED,
    maxSize: MAX_PERSISTED_CHARACTERS,
    sizeCalculation: (query) => query.length + 1,
  });
}
