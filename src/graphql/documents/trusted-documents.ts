import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { hasRole } from '../../core/access/viewer';
import { DocumentNotTrustedError, StartupError } from '../../errors';
import { type DocumentManifest, parseManifest } from './document-manifest';

export interface TrustedDocumentsOptions {
  /** `prefer` also runs other documents; `only` refuses them. */
  readonly mode: 'prefer' | 'only';
  /** The manifest with the documents. */
  readonly file: string;
  /** True if editors and administrators may send other documents in the mode `only`. */
  readonly exemptsEditors: boolean;
}

/** The parameters of a GraphQL request that determine its document. Clients send anything. */
export interface DocumentParameters {
  readonly query?: unknown;
  /** The identifier of a persisted document (GraphQL over HTTP, appendix A). */
  readonly documentId?: unknown;
  /** `persistedQuery.sha256Hash` is Apollo's identifier of a persisted document. */
  readonly extensions?: unknown;
}

/** The outcome for one request. */
export interface ResolvedDocument {
  /** The trusted document that the request means; null if it means none. */
  readonly trusted: string | null;
  /** True if the request names a document by `documentId` that is not known, and has no query. */
  readonly isUnknownId: boolean;
}

/** Finds the trusted documents of requests, and refuses other documents. */
export interface DocumentGate<TContext> {
  resolve(parameters: DocumentParameters): ResolvedDocument;
  /** @throws DocumentNotTrustedError if the request means no trusted document, and others are refused */
  admit(context: TContext, resolved: ResolvedDocument): void;
}

/**
 * The parameters with the text of the trusted document that they mean, or as they are if other documents are admitted.
 *
 * @param gate null: all documents are admitted
 * @throws DocumentNotTrustedError
 */
export function admitDocument<TContext, P extends DocumentParameters>(
  gate: DocumentGate<TContext> | null,
  context: TContext,
  parameters: P,
): P {
  if (gate === null) return parameters;
  const resolved = gate.resolve(parameters);
  if (resolved.trusted !== null) return withDocument(parameters, resolved.trusted);
  gate.admit(context, resolved);
  return parameters;
}

/**
 * The documents that the operator trusts, from a manifest that the build of a front end has written, and those of the pages that the server
 * serves.
 */
export class TrustedDocuments implements DocumentGate<Pick<RequestContext, 'viewer'>> {
  private manifest: DocumentManifest;

  /**
   * @param own the documents of the pages that the server serves: of the site and the studio
   * @param onReload called after each successful reload
   * @throws StartupError if the file cannot be read, or is no manifest
   */
  constructor(
    private readonly options: TrustedDocumentsOptions,
    private readonly own: readonly string[],
    private readonly logger: Logger,
    private readonly onReload: () => void,
  ) {
    this.manifest = readManifest(options.file);
  }

  /** Reads the file again. An invalid file is logged, and the documents stay as they are. */
  reload(): void {
    try {
      this.manifest = readManifest(this.options.file);
      this.logger.info({ documents: this.manifest.documents.size }, 'trusted documents reloaded');
      this.onReload();
    } catch (error) {
      this.logger.error({ err: error }, 'trusted documents stay as they were');
    }
  }

  /** Finds the trusted document that a request means, by an identifier or by its text. */
  resolve({ query, documentId, extensions }: DocumentParameters): ResolvedDocument {
    const { byId, documents } = this.manifest;
    const hasQuery = query !== undefined && query !== null && query !== '';
    if (hasQuery) {
      const isTrusted = typeof query === 'string' && (documents.has(query) || this.own.includes(query));
      return { trusted: isTrusted ? query : null, isUnknownId: false };
    }
    const id = documentId ?? hashOf(extensions);
    const trusted = typeof id === 'string' ? byId.get(id.replace(/^sha256:/, '')) : undefined;
    return { trusted: trusted ?? null, isUnknownId: trusted === undefined && documentId != null };
  }

  admit({ viewer }: Pick<RequestContext, 'viewer'>, { isUnknownId }: ResolvedDocument): void {
    const { mode, exemptsEditors } = this.options;
    if (isUnknownId) throw new DocumentNotTrustedError('The server has no document with this documentId');
    if (mode === 'prefer' || (exemptsEditors && hasRole(viewer, Role.EDITOR))) return;
    throw new DocumentNotTrustedError('The server runs trusted documents only: send one by its identifier');
  }
}

/** @throws StartupError if the file cannot be read, or is no manifest */
export function readManifest(file: string): DocumentManifest {
  try {
    return parseManifest(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartupError(`TRUSTED_DOCUMENTS_FILE cannot be used: ${(error as Error).message}`, 78);
  }
}

/** The parameters of the same request with the text of its document instead of an identifier. The server reads no other extensions. */
export function withDocument<P extends DocumentParameters>(parameters: P, document: string): P {
  const { documentId: _id, extensions: _hash, ...others } = parameters;
  return { ...others, query: document } as P;
}

function hashOf(extensions: unknown): unknown {
  const persisted = (extensions as { persistedQuery?: { sha256Hash?: unknown } | null } | null | undefined)
    ?.persistedQuery;
  return persisted?.sha256Hash;
}
