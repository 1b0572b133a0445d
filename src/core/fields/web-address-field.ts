import { parseUrl } from '../../url';
import type { ColumnField } from './field';
import { ContentFieldKind } from './field-form';
import { text } from './field-kinds';

/** Maximum length of a web address, in UTF-16 code units. */
const MAX_ADDRESS_LENGTH = 2_000;

/** The http or https URL of a website. Links to other schemes, such as `javascript:`, could run code in a page. */
export function webAddress(): ColumnField<string | null, string | null, null> {
  const field = text({ max: MAX_ADDRESS_LENGTH });
  return {
    ...field,
    form: { ...field.form, kind: ContentFieldKind.URL },
    check: async (value, context, before) => {
      await field.check!(value, context, before);
      const { problems, path } = context;
      if (value === null || problems.has(path)) return;
      const url = parseUrl(value);
      if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
        problems.add(path, 'INVALID', 'must be an http or https URL without credentials, such as https://example.org');
      }
    },
  };
}
