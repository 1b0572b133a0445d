import { encodeGlobalId, findKey } from '../../core/types/global-id';
import type { MediaKind } from './media-owner';

const TYPE_NAMES: Readonly<Record<MediaKind, string>> = { image: 'Image', attachment: 'Attachment' };

/** The global id of an image or an attachment. */
export function globalIdOf(kind: MediaKind, id: number): string {
  return encodeGlobalId(TYPE_NAMES[kind], id);
}

/** The key of an image or an attachment; null if the text is not the global id of one. */
export function findKeyOf(kind: MediaKind, globalId: string): number | null {
  return findKey(globalId, TYPE_NAMES[kind]);
}

/** The keys of the images or attachments with these global ids, in their order. Texts that are no such id are left out. */
export function keysOf(kind: MediaKind, globalIds: readonly string[]): number[] {
  return globalIds.map((id) => findKeyOf(kind, id)).filter((key) => key !== null);
}
