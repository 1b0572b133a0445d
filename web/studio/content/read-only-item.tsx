import type { ReactElement } from 'react';
import { useContentType } from '../forms/content-type';
import { describeValue } from '../forms/field-value-text';
import { namesIn } from '../forms/reference-names';
import { useInterface } from '../interface';
import { Shown } from '../ui/waiting';
import type { FormItem } from './content-form';
import type { EditableContent } from './editable-content';
import { fieldName } from './field-name';
import '../forms/forms.css';

interface ReadOnlyItemProps<Q> {
  readonly content: EditableContent<Q>;
  readonly item: FormItem;
}

/** Values that are ids of files, and no texts. */
const MEDIA = ['IMAGE', 'IMAGES', 'ATTACHMENTS'];

/** The texts of an item, for those who may see it and not change it. */
export function ReadOnlyItem<Q>({ content, item }: ReadOnlyItemProps<Q>): ReactElement {
  const interfaceTexts = useInterface();
  const { t } = interfaceTexts;
  const reading = useContentType(content.type);
  const names = namesIn(item);
  return (
    <>
      <div className="note">
        <p>{t('item.readOnly')}</p>
      </div>
      <Shown reading={reading}>
        {(known) =>
          content.sections.map(({ title, fields }) => {
            const filled = fields
              .map((name) => ({ field: known.get(name)!, value: item.values[name] ?? null }))
              .filter(({ field, value }) => !MEDIA.includes(field.kind) && !isEmpty(value));
            if (filled.length === 0) return null;
            return (
              <section key={title} aria-label={t(title)}>
                <h2>{t(title)}</h2>
                <dl className="facts">
                  {filled.map(({ field, value }) => (
                    <div key={field.name}>
                      <dt>{fieldName(t, field.name)}</dt>
                      <dd className="text">{describeValue(field, value, interfaceTexts, names)}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            );
          })
        }
      </Shown>
    </>
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
