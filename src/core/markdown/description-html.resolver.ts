import { Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import { Cost } from '../cost/field-cost';
import { Cached } from '../types/cached';
import { LongText } from '../types/text';
import { htmlOf, type RenderedMarkdown } from './rendered-markdown';

/** An item whose description is Markdown that is rendered when it is saved. */
interface Described {
  readonly description: string | null;
  readonly descriptionHtml: RenderedMarkdown;
}

/** Creates the resolver of the field `descriptionHtml` of a type. */
export function descriptionHtmlOf(entity: new () => Described): new () => object {
  @Resolver(() => entity)
  class DescriptionHtmlResolver {
    @Extensions({ reads: ['description', 'descriptionHtml'] })
    @LongText()
    @Cached('revision')
    @Cost({ statements: 0 })
    @FieldResolver(() => String, {
      nullable: true,
      description: '`description` as sanitised HTML that is safe to embed in a page. Null if `description` is null.',
    })
    descriptionHtml(@Root() { description, descriptionHtml }: Described): string | null | Promise<string | null> {
      return htmlOf(description, descriptionHtml);
    }
  }
  return DescriptionHtmlResolver;
}
