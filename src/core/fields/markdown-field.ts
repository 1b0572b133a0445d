import { imagesIn } from '../markdown/image-references';
import { markdownRenderer, MAX_HTML_LENGTH } from '../markdown/markdown-renderer';
import { renderedFrom } from '../markdown/rendered-markdown';
import { ContentPayload } from '../mutations/content-warnings';
import type { ColumnField, Field, FieldSet, PlainValue } from './field';
import type { FieldDescription } from './field-argument';
import { ContentFieldKind } from './field-form';
import { text } from './field-kinds';

/** Maximum images that one text shows. */
const MAX_IMAGES = 100;

/**
 * Markdown that readers can have in their language. It is rendered when it is stored. Every change of content stores
 * fields, so all HTML is made here: that of mutations, imports, reverts and scheduled publications.
 *
 * @param rendered the property of the entity that keeps the HTML
 */
export function markdown<const N extends string>({
  description,
  whenNull = 'Null if none has been written, or if a translation lacks it.',
  max,
  rendered,
}: Pick<FieldDescription, 'description' | 'whenNull'> & {
  readonly max: number;
  readonly rendered: N;
}): ColumnField<string | null, string | null, null> & {
  readonly plain: PlainValue;
  readonly isTranslatable: true;
  readonly rendered: N;
} {
  const field = text({
    max,
    multiline: true,
    translatable: true,
    whenNull,
    description: `${description}, as Markdown`,
  });
  return {
    ...field,
    form: { ...field.form, kind: ContentFieldKind.MARKDOWN },
    rendered,
    prepare: async (value) => {
      if (value !== null && value.length <= max) await markdownRenderer.render(value);
    },
    check: async (value, context, before) => {
      await field.check!(value, context, before);
      const { problems, path } = context;
      if (value === null || value === before || problems.has(path)) return;
      const result = await markdownRenderer.render(value);
      if ('html' in result) {
        if (imagesIn(result.html).length > MAX_IMAGES)
          problems.add(path, 'TOO_LONG', `must show at most ${MAX_IMAGES} images`);
      } else if (result.refusal === 'TIME') {
        problems.add(path, 'INVALID', 'must be simpler Markdown, with fewer tables, links and nested parts');
      } else {
        problems.add(path, 'TOO_LONG', `must have at most ${MAX_HTML_LENGTH} characters when it is rendered as HTML`);
      }
    },
    columns: async (name, value) => {
      // Rendered by the check.
      const result = value === null ? null : await markdownRenderer.render(value);
      const { html, key } = renderedFrom(value, result !== null && 'html' in result ? result.html : null);
      return { [name]: value, [`${rendered}.html`]: html, [`${rendered}.key`]: key };
    },
  };
}

/** The names of the fields of a type that are Markdown. */
export function markdownFieldsOf({ fields }: FieldSet<object>): string[] {
  return Object.entries(fields as Readonly<Record<string, Pick<Field<unknown>, 'rendered'>>>)
    .filter(([, { rendered }]) => rendered !== undefined)
    .map(([name]) => name);
}

/** The interfaces of payloads of mutations that save content of a type. */
export function payloadInterfacesOf(set: FieldSet<object>): (typeof ContentPayload)[] {
  return markdownFieldsOf(set).length === 0 ? [] : [ContentPayload];
}
