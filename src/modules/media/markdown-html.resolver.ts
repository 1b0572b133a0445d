import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import type { LoaderDefinition, RequestContext } from '../../core/access/request-context';
import { Cost } from '../../core/cost/field-cost';
import { imagesIn } from '../../core/markdown/image-references';
import { htmlOf, type RenderedMarkdown } from '../../core/markdown/rendered-markdown';
import { Cached } from '../../core/types/cached';
import { LongText } from '../../core/types/text';
import type { Image } from './image/image.entity';
import { type ItemImages, itemImagesForHtml } from './image/image.loaders';
import type { ImageHtml } from './image/image-html';

/** An item with a Markdown text that is rendered when it is saved. */
type WithMarkdown<F extends string> = { readonly id: number } & { readonly [K in F]: string | null } & {
  readonly [K in `${F}Html`]: RenderedMarkdown;
};

export type MarkdownHtmlResolverClass = new (imageHtml: ImageHtml) => object;

/**
 * Creates the resolver of the HTML of a Markdown field: `descriptionHtml` of `description`, `bodyHtml` of `body`.
 *
 * @param images where the images are that the text may show; null if items of the type have none
 */
export function markdownHtmlOf<F extends 'description' | 'body'>(
  entity: new () => WithMarkdown<F>,
  field: F,
  images: ItemImages | null,
): MarkdownHtmlResolverClass {
  const imagesById: LoaderDefinition<number, Image[]> | null = images && itemImagesForHtml(images);

  @Resolver(() => entity)
  class MarkdownHtmlResolver {
    constructor(private readonly imageHtml: ImageHtml) {}

    @Extensions({ reads: [field, `${field}Html`] })
    @LongText()
    @Cached('revision')
    // The images of the items, and for viewers who see drafts whether they are public.
    @Cost({ statements: images === null ? 0 : 2 })
    @FieldResolver(() => String, {
      name: `${field}Html`,
      nullable: true,
      description:
        `\`${field}\` as sanitised HTML that is safe to embed in a page. It shows no images but those of the ` +
        `\`{type}\`. Null if \`${field}\` is null.`,
    })
    html(@Root() item: WithMarkdown<F>, @Ctx() context: RequestContext): string | null | Promise<string | null> {
      const html = htmlOf(item[field], item[`${field}Html`]);
      // Most texts have no images, and are stored as they are sent.
      if (html === null || (typeof html === 'string' && imagesIn(html).length === 0)) return html;
      return this.withImages(html, item.id, context);
    }

    private async withImages(
      rendered: string | Promise<string | null>,
      id: number,
      context: RequestContext,
    ): Promise<string | null> {
      const html = await rendered;
      if (html === null || imagesIn(html).length === 0) return html;
      const ofItem = imagesById === null ? [] : await context.loaders.load(imagesById, id);
      return this.imageHtml.show(context, html, ofItem);
    }
  }
  return MarkdownHtmlResolver;
}
