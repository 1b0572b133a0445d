import { Field, InputType } from 'type-graphql';
import { TranslationState } from '../../core/languages/translation.entity';
import { ChangeInput } from '../../core/mutations/mutation-inputs';
import { LocaleScalar } from '../../core/types/locale';

/** The base class of inputs of mutations that set a translation. Subclasses have a field for each text. */
@InputType()
export abstract class TranslationInput extends ChangeInput {
  readonly [field: string]: unknown;

  @Field(() => LocaleScalar, {
    description:
      'Language that `{mutation}` takes the texts in: one of `locales`, and not the original language of the item.',
  })
  locale!: string;

  @Field(() => TranslationState, {
    nullable: true,
    description: 'State of the translation after `{mutation}`. Unchanged if absent; a new translation is a DRAFT.',
  })
  state?: TranslationState | null;
}
