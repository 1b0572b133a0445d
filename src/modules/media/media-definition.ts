import type { EntityManager } from 'typeorm';
import type { Content } from '../../core/fields/content';
import type { FieldSet } from '../../core/fields/field';
import type { Problems } from '../../core/mutations/problems';
import type { NewTicket } from '../files/upload-ticket';
import type { MediaKind } from './media-owner';

/** What `MediaEditing` needs to know of images and of attachments. */
export interface MediaDefinition<C extends Content = Content, I extends keyof C = keyof C> {
  /** The name of the type in global ids and in the names of its mutations. */
  readonly name: 'Image' | 'Attachment';
  readonly kind: MediaKind;
  readonly content: FieldSet<C, I>;
  /** Adds the problem of a file name that is not accepted. */
  checkFileName(problems: Problems, fileName: string): void;
  /** The columns of a new row that are particular to the type, besides its content. */
  newColumns(fileName: string): Readonly<Record<string, unknown>>;
  addTicket(manager: EntityManager, id: number, ticket: NewTicket['row']): Promise<unknown>;
  /**
   * Adds the problems of a change that are none of the new content alone.
   *
   * @param isPublishing finds out whether an item that is or will be public shows the image or attachment
   */
  checkChange?(
    content: { readonly before: C; readonly after: C },
    problems: Problems,
    isPublishing: () => Promise<boolean>,
  ): Promise<void>;
}
