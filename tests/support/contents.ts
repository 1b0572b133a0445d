import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { openStorage, type Storage } from '../../src/storage/open-storage';
import { make } from './factories';
import type { Asker, TestServer } from './test-server';
import { editor } from './viewers';

export interface NewDocument {
  readonly globalId: string;
  readonly id: number;
  readonly activityId: number;
  readonly uploadUrl: string;
}

export interface Content {
  readonly fileName: string;
  readonly mediaType: string;
  readonly byteSize: number;
  readonly sha256: string;
  readonly version: number;
  readonly downloadUrl: string;
  readonly downloadUrlExpiresAt: string;
}

export interface DocumentOptions {
  readonly fileName?: string;
  /** Default: a new activity. */
  readonly activityId?: number;
  /** Default: an editor. */
  readonly asker?: Asker;
}

const createMutation = `mutation ($input: CreateRestrictedDocumentInput!) { createRestrictedDocument(input: $input) {
  restrictedDocument { id } uploadUrl uploadUrlExpiresAt } }`;

const replaceMutation = `mutation ($input: ReplaceRestrictedDocumentFileInput!) {
  replaceRestrictedDocumentFile(input: $input) { uploadUrl } }`;

/** Adds a document to an activity, without a file yet. */
export async function createDocument(
  server: TestServer,
  { fileName = 'Report.txt', activityId, asker = editor }: DocumentOptions = {},
): Promise<NewDocument> {
  const activity = activityId ?? (await make(server.app, (made) => made.activity())).id;
  const input = { activityId: globalIdOf('Activity', activity), title: 'The report', fileName };
  const { createRestrictedDocument } = await server.data(createMutation, { input }, asker);
  const globalId = createRestrictedDocument.restrictedDocument.id as string;
  const id = Number(Buffer.from(globalId, 'base64url').toString().split(':')[1]);
  return { globalId, id, activityId: activity, uploadUrl: createRestrictedDocument.uploadUrl };
}

/** Uploads a file like an editor's client. */
export function put(
  url: string,
  body: Uint8Array | string | ReadableStream,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, { method: 'PUT', body, headers, duplex: 'half' });
}

/** Adds a document and uploads its file. */
export async function createDocumentWith(
  server: TestServer,
  bytes: Uint8Array,
  options?: DocumentOptions,
): Promise<NewDocument> {
  const document = await createDocument(server, options);
  await mustPut(document.uploadUrl, bytes);
  return document;
}

export async function replaceFile(
  server: TestServer,
  document: NewDocument,
  bytes: Uint8Array,
  fileName = 'Report.txt',
): Promise<void> {
  await mustPut(await replacementUrlOf(server, document, { fileName }), bytes);
}

/** Returns an upload address for the next file of a document. */
export async function replacementUrlOf(
  server: TestServer,
  { globalId }: NewDocument,
  { asker = editor, ...input }: { fileName?: string; contentVersion?: number | null; asker?: Asker } = {},
): Promise<string> {
  const named = { fileName: 'Report.txt', ...input, restrictedDocumentId: globalId };
  return (await server.data(replaceMutation, { input: named }, asker)).replaceRestrictedDocumentFile.uploadUrl;
}

async function mustPut(url: string, bytes: Uint8Array): Promise<void> {
  const answer = await put(url, bytes);
  if (answer.status !== 201) throw new Error(`The upload failed: ${answer.status} ${await answer.text()}`);
}

/** The file's data as the viewer sees them; null when the document is locked. */
export async function contentOf(server: TestServer, globalId: string, asker?: Asker): Promise<Content | null> {
  const { node } = await server.data(
    `query ($id: ID!) { node(id: $id) { ... on RestrictedDocument { content {
      fileName mediaType byteSize sha256 version downloadUrl downloadUrlExpiresAt } } } }`,
    { id: globalId },
    asker,
  );
  return node?.content ?? null;
}

/** The address where the viewer may download the file. */
export async function downloadUrlOf(server: TestServer, globalId: string, asker: Asker): Promise<string> {
  return (await contentOf(server, globalId, asker))!.downloadUrl;
}

/** Every file under FILES_DIR, including partial ones. */
export async function storedFiles({ directory }: { directory: string }): Promise<string[]> {
  const entries = await readdir(path.join(directory, 'files'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

export function globalIdOf(type: string, key: number): string {
  return Buffer.from(`${type}:${key}`).toString('base64url');
}

/** Text of this many bytes, in which all lines differ. */
export function textOf(bytes: number): Buffer {
  const lines = Array.from({ length: Math.ceil(bytes / 20) }, (_, line) => `line ${String(line).padStart(14, '0')}\n`);
  return Buffer.from(lines.join('')).subarray(0, bytes);
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Waits until the condition holds. Throws after a minute, or after `withinMs`. */
export async function until(
  condition: () => Promise<boolean> | boolean,
  what: string,
  withinMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** The file store and keys of the server. */
export function storageOf({ directory }: TestServer): Promise<Storage> {
  return openStorage(
    {
      fileStore: { kind: 'local', directory: path.join(directory, 'files') },
      documentKey: null,
      documentKeyFile: path.join(directory, 'document.key'),
    },
    async () => true,
  );
}
