import { Entity, type EntityManager, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Integer } from '../../database/sql/columns';

/** The columns with the ids of items, by the types of items. */
export const recordColumns = {
  Activity: 'activityId',
  NewsItem: 'newsItemId',
  Network: 'networkId',
  RestrictedDocument: 'restrictedDocumentId',
  Component: 'componentId',
  Programme: 'programmeId',
  Organisation: 'organisationId',
  Region: 'regionId',
  Image: 'imageId',
  Account: 'accountId',
} as const satisfies Readonly<Record<string, keyof DemonstrationRecord>>;

export type DemonstrationType = keyof typeof recordColumns;

/** States that an item or an account is a part of the demonstration. One column is set. The record ends with its item. */
@Entity()
export class DemonstrationRecord {
  @PrimaryGeneratedColumn()
  id!: number;

  @Integer({ nullable: true })
  activityId!: number | null;

  @Integer({ nullable: true })
  newsItemId!: number | null;

  @Integer({ nullable: true })
  networkId!: number | null;

  @Integer({ nullable: true })
  restrictedDocumentId!: number | null;

  @Integer({ nullable: true })
  componentId!: number | null;

  @Integer({ nullable: true })
  programmeId!: number | null;

  @Integer({ nullable: true })
  organisationId!: number | null;

  @Integer({ nullable: true })
  regionId!: number | null;

  @Integer({ nullable: true })
  imageId!: number | null;

  @Integer({ nullable: true })
  accountId!: number | null;

  @ManyToOne('Activity', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected activity?: unknown;

  @ManyToOne('NewsItem', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected newsItem?: unknown;

  @ManyToOne('Network', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected network?: unknown;

  @ManyToOne('RestrictedDocument', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected restrictedDocument?: unknown;

  @ManyToOne('Component', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected component?: unknown;

  @ManyToOne('Programme', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected programme?: unknown;

  @ManyToOne('Organisation', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected organisation?: unknown;

  @ManyToOne('Region', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected region?: unknown;

  @ManyToOne('Image', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected image?: unknown;

  @ManyToOne('Account', { nullable: true, onDelete: 'CASCADE' })
  @JoinColumn()
  protected account?: unknown;
}

/** Records items of a type as parts of the demonstration, in the unit of work that loads it. */
export async function recordDemonstration(
  manager: EntityManager,
  type: DemonstrationType,
  ids: readonly number[],
): Promise<void> {
  await manager.insert(
    DemonstrationRecord,
    ids.map((id) => ({ [recordColumns[type]]: id })),
  );
}
