import { Field, Int, ObjectType, Query, Resolver } from 'type-graphql';
import { Cost } from '../../core/cost/field-cost';
import { type Content, namesOf, tableOf } from '../../core/fields/content';
import type { Field as ContentFieldDefinition, FieldSet } from '../../core/fields/field';
import { ContentFieldKind } from '../../core/fields/field-form';
import { Cached } from '../../core/types/cached';
import { contentTypes } from '../publishables';

/** The most fields that a type has. */
const MAX_FIELDS = Math.max(...contentTypes.map(({ content }) => namesOf(content.fields).length));

@Cached('revision')
@ObjectType({
  simpleResolvers: true,
  description:
    'Definition of a field that editors fill in, from which a client can build a form. The server checks the same ' +
    'bounds, and further rules that concern several fields or other items.',
})
export class ContentField {
  @Field({ description: 'Name of the field in inputs and in the type.' })
  name!: string;

  @Field(() => ContentFieldKind, { description: 'Kind of the field: the form of its value in inputs.' })
  kind!: ContentFieldKind;

  @Field({ description: 'True if the field of a new item must be filled in, and must not be cleared later.' })
  isRequired!: boolean;

  @Field({ description: 'True if the field can be translated. The inputs of translations then also have it.' })
  isTranslatable!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'Maximum length of the text, or of each text of a list, in UTF-16 code units. Null if there is none.',
  })
  maxLength!: number | null;

  @Field(() => Int, { nullable: true, description: 'Lowest number that is accepted. Null if there is none.' })
  minimum!: number | null;

  @Field(() => Int, { nullable: true, description: 'Highest number that is accepted. Null if there is none.' })
  maximum!: number | null;

  @Field(() => Int, { nullable: true, description: 'Maximum number of entries. Null if the value is no list.' })
  maxItems!: number | null;

  @Cost({ statements: 0, size: { assumed: 30 } })
  @Field(() => [String], {
    nullable: true,
    description: 'Values of the enum that the value or a part of each entry is chosen from. Null if there is no enum.',
  })
  options!: readonly string[] | null;

  @Cost({ statements: 0, size: { assumed: 2 } })
  @Field(() => [String], {
    nullable: true,
    description:
      'Names of the codelists that the codes in the value come from, to pass to `codelist`. Null if the value contains no codes.',
  })
  codelists!: readonly string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Type of the items that the value names, for example `Programme`. Null if it names no items.',
  })
  target!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Field by which the value names items: slug, code or id. Null if it names no items.',
  })
  keyField!: string | null;
}

@Cached('revision')
@ObjectType({ simpleResolvers: true, description: 'Type of content with the fields that editors fill in.' })
export class ContentType {
  @Field({ description: 'Name of the GraphQL type, for example `Activity`.' })
  name!: string;

  @Cost({ statements: 0, size: { assumed: MAX_FIELDS } })
  @Field(() => [ContentField], {
    description: 'Fields that the inputs of the type have, apart from ids, versions and files, in the order of a form.',
  })
  fields!: readonly ContentField[];
}

/** The fields are declared in code: the response is the same for everyone, until another version of the server runs. */
@Resolver()
export class ContentTypesResolver {
  private readonly types: readonly ContentType[] = contentTypes.map(contentTypeOf);

  @Cached('revision')
  @Cost({ statements: 0, size: { assumed: contentTypes.length } })
  @Query(() => [ContentType], {
    description: 'Types of content that editors write, with the definitions of their fields.',
  })
  contentTypes(): readonly ContentType[] {
    return this.types;
  }
}

function contentTypeOf({ name, content }: { readonly name: string; readonly content: FieldSet<Content> }): ContentType {
  const fields = content.fields as Readonly<Record<string, ContentFieldDefinition<unknown>>>;
  return { name, fields: namesOf(content.fields).flatMap((field) => contentFieldOf(field, fields[field]!)) };
}

function contentFieldOf(
  name: string,
  { form, isInput, isTranslatable = false }: ContentFieldDefinition<unknown>,
): ContentField[] {
  if (form === undefined || isInput === false) return [];
  const { kind, isRequired = false, target } = form;
  const { maxLength = null, minimum = null, maximum = null, maxItems = null, options = null, codelists = null } = form;
  return [
    {
      name,
      kind,
      isRequired,
      isTranslatable,
      maxLength,
      minimum,
      maximum,
      maxItems,
      options,
      codelists,
      target: target === undefined ? null : typeOf(target.table),
      keyField: target?.column ?? null,
    },
  ];
}

/** The name of the content type whose rows the table stores. */
function typeOf(table: string): string {
  return contentTypes.find(({ content }) => tableOf(content) === table)!.name;
}
