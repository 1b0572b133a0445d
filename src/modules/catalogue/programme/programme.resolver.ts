import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { LoadedById } from '../../../core/access/loaded-by-id';
import type { RequestContext } from '../../../core/access/request-context';
import { Component } from './component.entity';
import { Programme } from './programme.entity';
import { componentsByProgrammeId, programmeById, programmeBySlug } from './programme.loaders';
import { listProgrammes } from './programme.service';

@Resolver(() => Programme)
export class ProgrammeResolver {
  @Query(() => Programme, { nullable: true, description: 'The programme with this slug; null: there is none.' })
  programme(
    @Arg('slug', () => String, { description: 'Its slug.' }) slug: string,
    @Ctx() { loaders }: RequestContext,
  ): Promise<Programme | null> {
    return loaders.load(programmeBySlug, slug);
  }

  @Query(() => [Programme], { description: 'All programmes, by slug.' })
  programmes(@Ctx() context: RequestContext): Promise<Programme[]> {
    return listProgrammes(context);
  }

  @LoadedById(componentsByProgrammeId)
  @FieldResolver(() => [Component], { description: 'Its components, in the order of the programme.' })
  components(@Root() { id }: Programme, @Ctx() { loaders }: RequestContext): Promise<Component[]> {
    return loaders.load(componentsByProgrammeId, id);
  }
}

@Resolver(() => Component)
export class ComponentResolver {
  @FieldResolver(() => Programme, { description: 'The programme that it is a part of.' })
  programme(@Root() { programmeId }: Component, @Ctx() { loaders }: RequestContext): Promise<Programme | null> {
    return loaders.load(programmeById, programmeId);
  }
}
