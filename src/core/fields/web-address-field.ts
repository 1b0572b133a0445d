import { parseUrl } from '../../url';
import { MAX_LENGTH } from '../limits';
import { UrlScalar } from '../types/scalars';
import type { ColumnField, PlainValue } from './field';
import type { FieldDescription } from './field-argument';
import { ContentFieldKind } from './field-form';
import { text } from './field-kinds';

/** The http or https URL of a website. Links to other schemes, such as `javascript:`, could run code in a page. */
export function webAddress({ description, ...described }: FieldDescription): ColumnField<
  string | null,
  string | null,
  null
> & {
  readonly plain: PlainValue;
} {
  const field = text({
    max: MAX_LENGTH.url,
    ...described,
    description: `${description}: an http or https URL without credentials`,
  });
  return {
    ...field,
    plain: { ...field.plain, description, type: () => UrlScalar },
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
