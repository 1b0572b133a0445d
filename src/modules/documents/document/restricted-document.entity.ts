import { Field, Int, ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale } from '../../../core/languages/translation.entity';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { Integer, Prose } from '../../../database/sql/columns';
import { foldColumn } from '../../../database/text/folding';
import { Activity } from '../../catalogue/activity/activity.entity';
import { Publishable } from '../../publishing/publication.entity';

/**
 * Maximum documents of one activity. A conference with a paper of each of 100 speakers in four languages stays below it.
 * Documents in the trash count, so that they can be restored.
 */
export const MAX_DOCUMENTS = 500;

@Entity()
@Index(['activityId', 'position'], { unique: true })
@Index('restricted_document_without_file', ['id'], { where: 'content_version IS NULL' })
@Cached('revision')
@ObjectType({
  implements: [Localized, Node, Publishable],
  simpleResolvers: true,
  description:
    'A document of an activity that only some viewers may open. Its existence, title and position are as public as the activity.',
})
export class RestrictedDocument extends Publishable implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  @Integer()
  activityId!: number;

  @ManyToOne(() => Activity, { nullable: false, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @Integer()
  @Field(() => Int, {
    description:
      "Position of the document among the activity's documents, from 1. Documents that you do not see count only for editors " +
      'of the activity. Reverting a document does not change its position.',
  })
  position!: number;

  @Prose()
  @Field({ description: 'The title of the document.' })
  title!: string;

  /** The version number of the current content; null if nothing has been uploaded. */
  @Integer({ nullable: true })
  contentVersion!: number | null;

  /** The value that filters compare. Written with the row, never read back. */
  @Prose({ nullable: true, select: false })
  get titleFolded(): string | null {
    return foldColumn(this.title);
  }

  /** True if a role or a grant may open the document for the viewer. The loaders set it. */
  isOpenable!: boolean;

  /** True if the viewer's role opens the document. The loaders set it. */
  isOpenedByRole!: boolean;

  /** True if the viewer may edit the document. The loaders set it. */
  isEditable!: boolean;
}
