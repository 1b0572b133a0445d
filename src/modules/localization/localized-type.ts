import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import type { Viewer } from '../../core/access/viewer';
import type { FieldSet } from '../../core/fields/field';
import type { ChangeCall, ChangeInput, MutationInput } from '../../core/mutations/mutation-inputs';
import type { Sql } from '../../database/sql/sql';

/** A type whose items exist in several languages. */
export interface LocalizedDefinition {
  readonly name: string;
  readonly content: FieldSet<object>;
  /** The items that the viewer may edit, as a condition on their table under the alias `t`. */
  readonly isEditable: (viewer: Viewer) => Sql;
}

/** A type, as the factories of its fields and mutations need it. */
export interface TranslatedType<T extends LocalizedDefinition = LocalizedDefinition> {
  readonly type: T;
  /** One item, in descriptions: `news item`. */
  readonly noun: string;
  /** The field of payloads, for example `newsItem`. */
  readonly field: string;
  readonly byId: LoaderDefinition<number, object | null>;
}

/** Stores changes of the content of items. */
export interface ContentEditing<T extends LocalizedDefinition> {
  /** Changes the content of an item as one idempotent call; returns its id. */
  changeContent(
    context: RequestContext,
    type: T,
    call: ChangeCall,
    change: (content: object, now: string) => object,
  ): Promise<number>;
}

/** Creates items and changes them by inputs. Each method is one idempotent call, and returns the id of the item. */
export interface ContentWriting<T extends LocalizedDefinition> {
  create(context: RequestContext, type: T, input: MutationInput): Promise<number>;
  update(context: RequestContext, type: T, input: ChangeInput): Promise<number>;
}

/** Deletes items that nothing uses. */
export interface ContentDeleting<T extends LocalizedDefinition> {
  /** Deletes an item as one idempotent call; returns its former id. */
  delete(context: RequestContext, type: T, input: ChangeInput): Promise<number>;
}
