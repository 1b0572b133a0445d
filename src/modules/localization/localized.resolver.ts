import { Ctx, Extensions, FieldResolver, registerEnumType, Resolver, Root } from 'type-graphql';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { Cost } from '../../core/cost/field-cost';
import { Localized } from '../../core/languages/localized';
import { directionOf, TextDirection } from '../../core/languages/text-direction';
import type { LocalizedItem } from '../../core/languages/translation.entity';
import { Cached } from '../../core/types/cached';
import { LocaleScalar } from '../../core/types/locale';
import type { LocalizedDefinition } from './localized-type';
import { isEditableItemById, translatedLocalesByItemId } from './translation.loaders';

registerEnumType(TextDirection, {
  name: 'TextDirection',
  description: 'Direction in which texts of a language are written.',
  valuesConfig: {
    LTR: { description: 'From left to right.' },
    RTL: { description: 'From right to left.' },
  },
});

/** The fields of the interface, for every type that implements it. */
@Resolver(() => Localized)
export class LocalizedResolver {
  private readonly localesOf: ReadonlyMap<string, LoaderDefinition<number, string[]>>;
  private readonly isEditableOf: ReadonlyMap<string, LoaderDefinition<number, boolean>>;

  constructor(types: readonly LocalizedDefinition[]) {
    this.localesOf = new Map(types.map((type) => [type.name, translatedLocalesByItemId(type)]));
    this.isEditableOf = new Map(types.map((type) => [type.name, isEditableItemById(type)]));
  }

  @Extensions({ reads: ['originalLocale'] })
  @Cached('revision')
  @Cost({ size: { assumed: 41 } })
  @FieldResolver(() => [LocaleScalar], {
    description:
      'Languages in which the `{type}` is available, in alphabetical order: the original one, and those of published ' +
      'translations. For viewers who may edit the `{type}`, those of all translations.',
  })
  async availableLocales(@Root() item: LocalizedItem, @Ctx() { loaders }: RequestContext): Promise<string[]> {
    const translated = await loaders.load(this.localesOf.get(item.constructor.name)!, item.id);
    return [item.originalLocale, ...translated].sort();
  }

  @Extensions({ reads: ['locale'] })
  @Cached('revision')
  @Cost({ statements: 0 })
  @FieldResolver(() => TextDirection, {
    description: 'Direction in which the texts of the `{type}` are written in this response.',
  })
  textDirection(@Root() { locale }: LocalizedItem): TextDirection {
    return directionOf(locale);
  }

  @Extensions({ reads: ['id'] })
  @Cached('revision')
  @Cost({ statements: 1 })
  @FieldResolver(() => Boolean, {
    description:
      'True if you may change the `{type}` and its translations. For a program that shows a form or only the texts; the ' +
      'server checks each change by itself.',
  })
  viewerCanUpdate(@Root() item: LocalizedItem, @Ctx() { loaders }: RequestContext): Promise<boolean> {
    return loaders.load(this.isEditableOf.get(item.constructor.name)!, item.id);
  }
}
