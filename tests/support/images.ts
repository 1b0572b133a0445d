import sharp, { type Sharp } from 'sharp';
import type { Asker, TestServer } from './test-server';
import { editor } from './viewers';

const createImage = `mutation ($input: CreateImageInput!) {
  createImage(input: $input) { image { id version width height alt } uploadUrl uploadUrlExpiresAt }
}`;

/** A picture of this size in which no two parts are alike. */
export function picture(width: number, height: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixels.set([(x * 255) / width, (y * 255) / height, (x ^ y) & 255], (y * width + x) * 3);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

export interface NewImage {
  readonly id: string;
  readonly uploadUrl: string;
}

/** Creates an image without its file. */
export async function newImage(
  server: TestServer,
  input: Record<string, unknown> = {},
  asker: Asker = editor,
): Promise<NewImage> {
  const { createImage: created } = await server.data(
    createImage,
    { input: { fileName: 'picture.jpg', alt: 'A picture', ...input } },
    asker,
  );
  return { id: created.image.id, uploadUrl: created.uploadUrl };
}

/** Sends the file of an image. */
export function sendFile(uploadUrl: string, bytes: Buffer): Promise<Response> {
  return fetch(uploadUrl, { method: 'PUT', body: new Uint8Array(bytes) });
}

/** Creates an image with a file. Returns its global id. */
export async function uploadedImage(
  server: TestServer,
  bytes: Buffer,
  input: Record<string, unknown> = {},
  asker: Asker = editor,
): Promise<string> {
  const { id, uploadUrl } = await newImage(server, input, asker);
  const response = await sendFile(uploadUrl, bytes);
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return id;
}
