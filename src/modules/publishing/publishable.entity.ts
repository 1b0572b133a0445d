import { InterfaceType } from 'type-graphql';
import { Column } from 'typeorm';
import { Node } from '../../core/types/node';
import { Publication } from './publication.entity';

/** The part that all publishable types share: the publication is a set of columns in the table of each type. */
@InterfaceType({
  description: 'Content that is drafted, published, archived and deleted, and that keeps a history of its changes.',
  resolveType: (value: object) => value.constructor.name,
})
export abstract class Publishable extends Node {
  @Column(() => Publication, { prefix: false })
  publication!: Publication;
}
