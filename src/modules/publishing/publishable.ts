import type { Sql } from 'sql-template-tag';
import type { Viewer } from '../../core/access/viewer';
import type { Publication, PublicationState } from './publication.entity';
import type { UnitOfWork } from '../../core/mutations/mutation-runner';
import type { Problems } from '../../core/mutations/problems';

export type { UnitOfWork };

/**
 * What an author decides of a thing, under the names of the API; what it refers to by slug or code. Nothing but what JSON
 * holds, always with all its names and in the same order, so that equal content has equal JSON.
 */
export type Content = object;

export type PublishableName = 'Activity' | 'NewsItem' | 'Network' | 'RestrictedDocument';

/** Where a thing stands. */
export interface PublicationStatus {
  readonly state: PublicationState;
  readonly publishAt: string | null;
  /** When it was put into the trash; null: it is not there. */
  readonly deletedAt: string | null;
}

/** A thing as its author left it. */
export interface Snapshot<C extends Content> {
  readonly content: C;
  readonly status: PublicationStatus;
}

/** By what column things of a table are named. */
export interface NaturalKey {
  readonly table: string;
  readonly column: string;
}

/** Gives what is to stand in place of a name; `path`: where an input would have it. */
export type MapReference = (path: string, naming: NaturalKey, name: string) => string;

/** Things that content lists by their slugs. Not everyone who may edit the content sees all of them. */
export interface ReferenceVisibility {
  readonly table: 'activity' | 'network';
  /** Which the viewer sees, and which it may edit, as conditions on the table with this alias. */
  readonly isVisible: (viewer: Viewer, alias: string) => Sql;
  readonly isEditable: (viewer: Viewer, alias: string) => Sql;
}

/** How the things of one kind are authored. Each concept defines its own as a constant. */
export interface PublishableDefinition<C extends Content> {
  readonly name: PublishableName;
  readonly entity: new () => { readonly id: number; publication: Publication };
  /** What is told when something of the kind appears to the public; null: nothing. */
  readonly publishedEvent: 'activityPublished' | 'newsItemPublished' | null;
  /** By the names of content's fields: the sets of other things in it, which authors see and change as far as they see those. */
  readonly lists?: Readonly<Record<string, ReferenceVisibility>>;
  /**
   * The content with other names for what it refers to; sets are in order again. Absent: what it refers to is not gone
   * back to.
   */
  readonly mapReferences?: (content: C, rename: MapReference) => C;
  readonly read: (unit: UnitOfWork, id: number) => Promise<C>;
  /** Waits, before anything is held, for others that change what its content depends on; absent: for nothing. */
  readonly wait?: (unit: UnitOfWork) => Promise<void>;
  /** Says all that is wrong with the content. `id`: of the thing that is to have it; null: of a new one. */
  readonly validate: (unit: UnitOfWork, content: C, id: number | null, problems: Problems) => Promise<void>;
  /** Makes a thing of valid content; gives its key. */
  readonly insert: (unit: UnitOfWork, content: C, publication: Publication) => Promise<number>;
  /** Writes what differs, and, if the kind has such, when the entry was changed. The publication is written elsewhere. */
  readonly write: (unit: UnitOfWork, id: number, before: C, after: C) => Promise<void>;
  /** What the content becomes at the instant at which the public sees the thing that did not; absent: it stays. */
  readonly onAppearance?: (content: C, now: string) => C;
  /** What it is to say when it goes back to an earlier content; that itself when absent. */
  readonly onRevert?: (then: C, now: C) => C;
  /** Of the kind's table under the alias `t`: which rows the viewer sees, and which it may edit. */
  readonly isVisible: (viewer: Viewer) => Sql;
  readonly isEditable: (viewer: Viewer) => Sql;
}
