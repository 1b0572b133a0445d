import { Field, ID, InterfaceType } from 'type-graphql';
import { PrimaryGeneratedColumn } from 'typeorm';
import { encodeGlobalId } from './global-id';

@InterfaceType({
  description: 'Anything that has a global id, by which `node` finds it again (Relay Global Object Identification).',
  resolveType: (value: object) => value.constructor.name,
})
export abstract class Node {
  @PrimaryGeneratedColumn()
  id!: number;

  @Field(() => ID, { name: 'id', description: 'Opaque, and unique among everything; stays the same for good.' })
  get globalId(): string {
    return encodeGlobalId(this.constructor.name, this.id);
  }
}
