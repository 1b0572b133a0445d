import { z } from 'zod';
import { jsonCell } from '../../../core/csv-cells';
import type { ColumnField } from '../../../core/fields/field';
import { argument, type FieldDescription } from '../../../core/fields/field-argument';
import { ContentFieldKind } from '../../../core/fields/field-form';
import { normalizeText, textJson } from '../../../core/fields/field-kinds';
import { checkLength, IN_ORDER, MAX_ENTRIES } from '../../../core/fields/list-kinds';
import type { LocalizedItem } from '../../../core/languages/translation.entity';
import { MAX_LENGTH } from '../../../core/limits';
import { checkText } from '../../../core/mutations/checks';
import { raw } from '../../../database/sql/sql';
import { parseUrl } from '../../../url';
import type { LabelledItem } from '../../localization/item-labels';
import { type Link, type LinkContent, LinkInput, LinkKind } from './link';

const linkJson = z.strictObject({
  kind: z.enum(LinkKind, `must be one of ${Object.values(LinkKind).join(', ')}`),
  title: textJson,
  url: textJson,
});

/** Links to pages elsewhere in their order, stored as JSON in the column `links`; null if there are none. */
export function webLinks(described: FieldDescription): ColumnField<readonly LinkContent[], string | null, null> {
  return {
    property: null,
    form: {
      kind: ContentFieldKind.LINKS,
      maxLength: MAX_LENGTH.title,
      maxItems: MAX_ENTRIES,
      options: Object.values(LinkKind),
    },
    argument: argument(() => [LinkInput], described, IN_ORDER),
    empty: [],
    json: z.array(linkJson, 'must be a list of links'),
    cellEntry: {
      // A blank would end the address.
      format: (link) => (/\s/.test(link.url) ? jsonCell.format(link) : `${link.kind} ${link.url} ${link.title}`),
      parse: (text) => {
        if (text.startsWith('{')) return jsonCell.parse(text);
        const [, kind, url, title] = /^(\S+) (\S+) (.+)$/s.exec(text) ?? [];
        return kind === undefined ? text : { kind, title, url };
      },
    },
    select: (_name, alias) => raw(`COALESCE(${alias}.links, '[]')`),
    normalize: (links) =>
      links.map(({ kind, title, url }) => ({ kind, title: normalizeText(title), url: normalizeText(url) })),
    check: (links, { problems, path }) => {
      checkLength(links, { problems, path });
      for (const [index, { title, url }] of links.entries()) {
        checkText(problems, `${path}.${index}.title`, title, { max: MAX_LENGTH.title, required: true });
        const parsed = url.length > MAX_LENGTH.url ? null : parseUrl(url);
        if (parsed?.protocol === 'https:' && parsed.username === '' && parsed.password === '') continue;
        problems.add(
          `${path}.${index}.url`,
          'INVALID',
          `must be an https URL of at most ${MAX_LENGTH.url} characters without credentials, such as https://example.org`,
        );
      }
    },
    columns: (name, links) => Promise.resolve({ [name]: links.length === 0 ? null : JSON.stringify(links) }),
  };
}

/** The links of an item in its column `links`. */
export function linksOf(item: LocalizedItem & { readonly links: string | null }): Link[] {
  if (item.links === null) return [];
  const owner: LabelledItem = { entity: item.constructor as LabelledItem['entity'], id: item.id };
  return (JSON.parse(item.links) as LinkContent[]).map((link) => ({ ...link, item: owner }));
}
