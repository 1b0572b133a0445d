import { put } from './contents';
import type { Asker, TestServer } from './test-server';
import { editor } from './viewers';

const createAttachment = `mutation ($input: CreateAttachmentInput!) {
  createAttachment(input: $input) { attachment { id } uploadUrl }
}`;

/** Creates an attachment without its file. */
export async function newAttachment(
  server: TestServer,
  input: Record<string, unknown> = {},
  asker: Asker = editor,
): Promise<{ readonly id: string; readonly uploadUrl: string }> {
  const { createAttachment: created } = await server.data(
    createAttachment,
    { input: { title: 'The agenda', fileName: 'Agenda.txt', ...input } },
    asker,
  );
  return { id: created.attachment.id, uploadUrl: created.uploadUrl };
}

/** Creates an attachment with a file. Returns its global id. */
export async function uploadedAttachment(
  server: TestServer,
  bytes: Buffer,
  input: Record<string, unknown> = {},
  asker: Asker = editor,
): Promise<string> {
  const { id, uploadUrl } = await newAttachment(server, input, asker);
  const response = await put(uploadUrl, bytes);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return id;
}
