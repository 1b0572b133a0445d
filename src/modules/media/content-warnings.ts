import type { Field, FieldSet } from '../../core/fields/field';
import { markdownFieldsOf } from '../../core/fields/markdown-field';
import { isLocalized } from '../../core/fields/translation-values';
import { imagesIn } from '../../core/markdown/image-references';
import { markdownRenderer } from '../../core/markdown/markdown-renderer';
import { type ContentWarning, ContentWarningCode } from '../../core/mutations/content-warnings';

/** Maximum warnings about one item. */
export const MAX_WARNINGS = 100;

type Texts = Readonly<Record<string, unknown>>;

/** What content has that readers do not see: images in its Markdown that are not images of the item. */
export async function warningsAbout(set: FieldSet<object>, content: object): Promise<ContentWarning[]> {
  if (!isLocalized(content)) return [];
  const ownImages = imagesOf(set, content as unknown as Texts);
  const originals = { ...content, locale: content.originalLocale };
  const warnings: ContentWarning[] = [];
  for (const field of markdownFieldsOf(set)) {
    for (const texts of [originals, ...content.translations]) {
      const text = (texts as Texts)[field];
      if (typeof text !== 'string') continue;
      const found = await warningsIn(text, ownImages);
      warnings.push(...found.map((warning) => ({ ...warning, field, locale: texts.locale })));
    }
  }
  return warnings.slice(0, MAX_WARNINGS);
}

/** The global ids of the images that an item shows. */
function imagesOf({ fields }: FieldSet<object>, content: Texts): ReadonlySet<unknown> {
  const names = Object.entries(fields as Readonly<Record<string, Pick<Field<unknown>, 'refersTo'>>>)
    .filter(([, { refersTo }]) => refersTo?.table === 'image')
    .map(([name]) => name);
  return new Set(names.flatMap((name) => content[name]));
}

async function warningsIn(
  text: string,
  ownImages: ReadonlySet<unknown>,
): Promise<Pick<ContentWarning, 'code' | 'message'>[]> {
  // Without these characters, no Markdown has an image.
  if (!text.includes('![')) return [];
  const rendered = await markdownRenderer.render(text);
  if ('refusal' in rendered) return [];
  const references = [...new Set(imagesIn(rendered.html).map(({ id }) => id))];
  return [
    ...rendered.foreignImages.map((address) => ({
      code: ContentWarningCode.FOREIGN_IMAGE,
      message: `Only the alternative text of the image ${address} is shown: upload the image, add it to the images of the item, and refer to it as image: and its id`,
    })),
    ...references
      .filter((id) => !ownImages.has(id))
      .map((id) => ({
        code: ContentWarningCode.UNKNOWN_IMAGE,
        message: `Only the alternative text of image:${id} is shown: add it to the images of the item`,
      })),
  ];
}
