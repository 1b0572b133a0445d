import { ObjectType } from 'type-graphql';
import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { withColumns, withTranslatedColumns } from '../../../core/fields/content-entities';
import { type ContentIn, type EditableField, type Fields, fieldsOf } from '../../../core/fields/field';
import { partialDate, slug, text } from '../../../core/fields/field-kinds';
import { localized } from '../../../core/fields/localized-fields';
import { markdown } from '../../../core/fields/markdown-field';
import { checkPeriod } from '../../../core/fields/period';
import { Localized } from '../../../core/languages/localized';
import { type LocalizedItem, OriginalLocale, TranslationOf } from '../../../core/languages/translation.entity';
import { MAX_LENGTH } from '../../../core/limits';
import type { NaturalKey } from '../../../core/mutations/natural-key';
import { Cached } from '../../../core/types/cached';
import { Node } from '../../../core/types/node';
import { Integer, Prose } from '../../../database/sql/columns';
import { Image } from '../../media/image/image.entity';
import { image } from '../../media/image/image-field';
import { webLinks } from '../../media/link/link-field';
import { isReferenceDataEditable, type ReferenceType } from '../../reference-data/reference-data.service';
import { Organisation } from '../organisation/organisation.entity';
import { organisationsInRoles } from '../organisation/organisation-in-role.fields';
import { type OrganisationRole } from '../organisation/organisation-role';

/** An organisation in one of its roles in a programme. */
@Entity()
@Index(['organisationId'])
export class ProgrammeOrganisation {
  @PrimaryColumn({ type: 'integer' })
  programmeId!: number;

  @ManyToOne('Programme', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected programme?: unknown;

  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @ManyToOne(() => Organisation, { onDelete: 'RESTRICT' })
  @JoinColumn()
  protected organisation?: unknown;

  @PrimaryColumn({ type: 'varchar', length: 12, collation: 'C' })
  role!: OrganisationRole;
}

/** The logo of a programme, at position 0. */
@Entity()
@Index(['imageId'])
export class ProgrammeImage {
  @PrimaryColumn({ type: 'integer' })
  programmeId!: number;

  @ManyToOne('Programme', { onDelete: 'CASCADE' })
  @JoinColumn()
  protected programme?: unknown;

  @PrimaryColumn({ type: 'integer' })
  position!: number;

  @Integer()
  imageId!: number;

  @ManyToOne(() => Image, { nullable: false, onDelete: 'RESTRICT' })
  @JoinColumn()
  protected image?: unknown;
}

export const programmeKey: NaturalKey = { table: 'programme', column: 'slug' };

/** The fields of a programme. */
const programmeFields = {
  slug: slug({
    description: 'Name of the programme in URLs and filters, unique among programmes',
    from: 'name',
    fallback: 'programme',
  }),
  name: text({ description: 'Full name of the programme', max: MAX_LENGTH.name, required: true, translatable: true }),
  acronym: text({ description: 'Acronym of the programme', whenNull: 'Null if it has none.', max: MAX_LENGTH.code }),
  description: markdown({
    description: 'Purpose of the programme',
    max: MAX_LENGTH.prose,
    rendered: 'descriptionHtml',
  }),
  startsOn: partialDate({ description: 'Date on which the programme begins, to the precision known' }),
  endsOn: partialDate({
    description: 'Date on which the programme ends, to the precision known',
    note: 'Must not be before the beginning.',
  }),
  organisations: organisationsInRoles(ProgrammeOrganisation, 'programmeId', {
    description: 'Organisations of the programme in their roles',
  }),
  logo: image(ProgrammeImage, 'programmeId', {
    description: 'Global id of the logo of the programme: an image that has its file and an alternative text',
  }),
  links: webLinks({ description: 'Links of the programme to pages elsewhere in their order' }),
} satisfies Fields;

@Entity()
@Index(['descriptionHtml.key'])
@Cached('revision')
@ObjectType({
  implements: [Localized, Node],
  simpleResolvers: true,
  description: 'Programme of international cooperation, for example EU-ACT.',
})
export class Programme extends withColumns(Node, programmeFields) implements LocalizedItem {
  @OriginalLocale()
  originalLocale!: string;

  locale!: string;

  /** JSON; see linksOf. */
  @Prose({ nullable: true })
  links!: string | null;

  @Integer({ default: 1 })
  version!: number;
}

/** The texts of a programme in another language. */
@TranslationOf<ProgrammeTranslation>(Programme, 'programmeId')
@Entity()
@Index(['descriptionHtml.key'])
@ObjectType({ simpleResolvers: true, description: 'Texts of a programme in another language than the original one.' })
export class ProgrammeTranslation extends withTranslatedColumns(() => Programme, 'programmeId', programmeFields) {}

const content = fieldsOf(
  Programme,
  localized(Programme, ProgrammeTranslation, programmeFields),
  (programme, { problems }) => {
    checkPeriod(programme, problems);
  },
);

export const programmes: ReferenceType<ContentIn<typeof content>, EditableField<ContentIn<typeof content>>> = {
  name: 'Programme',
  content,
  isEditable: isReferenceDataEditable,
  uses: [
    { nouns: ['component', 'components'], table: 'component', column: 'programme_id' },
    { nouns: ['activity', 'activities'], table: 'activity', column: 'programme_id' },
  ],
};
