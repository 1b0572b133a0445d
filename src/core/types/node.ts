import { Field, ID, InterfaceType } from 'type-graphql';
import { PrimaryGeneratedColumn } from 'typeorm';
import { Cost } from '../cost/field-cost';
import { Cached } from './cached';
import { encodeGlobalId } from './global-id';

@InterfaceType({
  description: 'Object with a global id, by which `node` finds it (Relay Global Object Identification).',
  resolveType: (value: object) => value.constructor.name,
})
export abstract class Node {
  @PrimaryGeneratedColumn()
  id!: number;

  @Cached('revision')
  @Cost({ statements: 0 })
  @Field(() => ID, {
    name: 'id',
    description: 'Global id of the `{type}`: opaque, unique across all types and permanent.',
  })
  get globalId(): string {
    return encodeGlobalId(this.constructor.name, this.id);
  }
}
