import {
  Arg,
  type ClassType,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { Auth } from '../../core/access/auth';
import type { RequestContext } from '../../core/access/request-context';
import { Role } from '../../core/access/role';
import { Cost } from '../../core/cost/field-cost';
import { withTexts } from '../../core/fields/content-inputs';
import { payloadInterfacesOf } from '../../core/fields/markdown-field';
import { setTranslation, translationDeletion } from '../../core/fields/translation-editing';
import { localizedTypeOf, type Translation } from '../../core/languages/translation.entity';
import { ChangeInput } from '../../core/mutations/mutation-inputs';
import { getChangedItem } from '../../core/mutations/mutation-payloads';
import { LocaleScalar } from '../../core/types/locale';
import type { ContentEditing, LocalizedDefinition, TranslatedType } from './localized-type';
import { TranslationInput } from './translation.input';
import { translationsByItemId } from './translation.loaders';

export type TranslationResolverClass<T extends LocalizedDefinition> = new (editing: ContentEditing<T>) => object;

/**
 * Creates the mutations that set and delete the translations of a type, with their payloads. These are all of them:
 *
 * - `setActivityTranslation(input: SetActivityTranslationInput!): SetActivityTranslationPayload!`
 * - `deleteActivityTranslation(input: DeleteActivityTranslationInput!): DeleteActivityTranslationPayload!`
 * - `setNewsItemTranslation(input: SetNewsItemTranslationInput!): SetNewsItemTranslationPayload!`
 * - `deleteNewsItemTranslation(input: DeleteNewsItemTranslationInput!): DeleteNewsItemTranslationPayload!`
 * - `setNetworkTranslation(input: SetNetworkTranslationInput!): SetNetworkTranslationPayload!`
 * - `deleteNetworkTranslation(input: DeleteNetworkTranslationInput!): DeleteNetworkTranslationPayload!`
 * - `setRestrictedDocumentTranslation(input: SetRestrictedDocumentTranslationInput!): SetRestrictedDocumentTranslationPayload!`
 * - `deleteRestrictedDocumentTranslation(input: DeleteRestrictedDocumentTranslationInput!): DeleteRestrictedDocumentTranslationPayload!`
 * - `setProgrammeTranslation(input: SetProgrammeTranslationInput!): SetProgrammeTranslationPayload!`
 * - `deleteProgrammeTranslation(input: DeleteProgrammeTranslationInput!): DeleteProgrammeTranslationPayload!`
 * - `setComponentTranslation(input: SetComponentTranslationInput!): SetComponentTranslationPayload!`
 * - `deleteComponentTranslation(input: DeleteComponentTranslationInput!): DeleteComponentTranslationPayload!`
 * - `setRegionTranslation(input: SetRegionTranslationInput!): SetRegionTranslationPayload!`
 * - `deleteRegionTranslation(input: DeleteRegionTranslationInput!): DeleteRegionTranslationPayload!`
 * - `setOrganisationTranslation(input: SetOrganisationTranslationInput!): SetOrganisationTranslationPayload!`
 * - `deleteOrganisationTranslation(input: DeleteOrganisationTranslationInput!): DeleteOrganisationTranslationPayload!`
 * - `setImageTranslation(input: SetImageTranslationInput!): SetImageTranslationPayload!`
 * - `deleteImageTranslation(input: DeleteImageTranslationInput!): DeleteImageTranslationPayload!`
 *
 * @param role the lowest role that may edit the type
 */
export function translationMutations<T extends LocalizedDefinition>(
  item: TranslatedType<T>,
  role: Role,
): TranslationResolverClass<T>[] {
  return [setMutation(item, role), deleteMutation(item, role)];
}

function setMutation<T extends LocalizedDefinition>(item: TranslatedType<T>, role: Role): TranslationResolverClass<T> {
  const { type, noun } = item;
  const name = `set${type.name}Translation`;

  @InputType(`Set${type.name}TranslationInput`, {
    description: `Translation of the ${noun}. Texts that are absent do not change; null clears a text.`,
  })
  class Input extends withTexts(TranslationInput, type.content) {}

  const Payload = payloadOf(item, name);

  @Resolver()
  class SetTranslationMutation {
    constructor(private readonly editing: ContentEditing<T>) {}

    @Auth(role)
    @Mutation(() => Payload, {
      name,
      description:
        `Adds a translation of the ${noun}, or changes one. Texts that are given count as translations of the present ` +
        'original texts.',
    })
    async set(
      @Arg('input', () => Input, { description: `The ${noun}, its version, the language, and the texts to change.` })
      input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const id = await setTranslation(context, type.content, input, (change) =>
        this.editing.changeContent(context, type, { mutation: name, input }, change),
      );
      return { [item.field]: await getChangedItem(context.loaders, item.byId, id) };
    }
  }
  return SetTranslationMutation;
}

function deleteMutation<T extends LocalizedDefinition>(
  item: TranslatedType<T>,
  role: Role,
): TranslationResolverClass<T> {
  const { type, noun } = item;
  const name = `delete${type.name}Translation`;
  const inputDescription = `The ${noun}, the version it was read at, and the language of the translation to delete.`;

  @InputType(`Delete${type.name}TranslationInput`, { description: inputDescription })
  class Input extends ChangeInput {
    @Field(() => LocaleScalar, {
      description: 'Language of the translation that `{mutation}` deletes. If there is none, nothing changes.',
    })
    locale!: string;
  }

  const Payload = payloadOf(item, name);

  @Resolver()
  class DeleteTranslationMutation {
    constructor(private readonly editing: ContentEditing<T>) {}

    @Auth(role)
    @Mutation(() => Payload, { name, description: `Deletes a translation of the ${noun}.` })
    async delete(
      @Arg('input', () => Input, { description: inputDescription }) input: Input,
      @Ctx() context: RequestContext,
    ): Promise<object> {
      const change = translationDeletion(input);
      const id = await this.editing.changeContent(context, type, { mutation: name, input }, change);
      return { [item.field]: await getChangedItem(context.loaders, item.byId, id) };
    }
  }
  return DeleteTranslationMutation;
}

/** A payload with the item whose translation was changed. */
function payloadOf({ type, noun, field }: TranslatedType, mutation: string): ClassType {
  const name = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Payload`;
  @ObjectType(name, {
    implements: payloadInterfacesOf(type.content),
    simpleResolvers: true,
    description: `Result of \`${mutation}\`.`,
  })
  class Payload {}
  Field(() => type.content.entity, { description: `The ${noun} after \`${mutation}\`.` })(Payload.prototype, field);
  return Payload;
}

/** Creates the field `translations` of a type. */
export function translationsField({ type, noun }: TranslatedType, role: Role): new () => object {
  const { entity } = type.content;
  const byItemId = translationsByItemId(type);

  @Resolver(() => entity)
  class TranslationsResolver {
    @Auth(role)
    @Cost({ size: { assumed: 40 }, weight: 20 })
    @FieldResolver(() => [localizedTypeOf(entity)!.translation], {
      nullable: true,
      description: `Translations of the ${noun}, ordered by language. Drafts are shown to those who may edit the ${noun}.`,
    })
    translations(@Root() { id }: { id: number }, @Ctx() { loaders }: RequestContext): Promise<Translation[]> {
      return loaders.load(byItemId, id);
    }
  }
  return TranslationsResolver;
}
