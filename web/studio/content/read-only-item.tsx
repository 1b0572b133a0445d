import type { ReactElement } from 'react';
import { type ContentField, useContentType } from '../forms/content-type';
import { describeValue, referencesIn } from '../forms/field-value-text';
import { programmeIn } from '../forms/form-values';
import { useReferenceNames } from '../forms/reference-names';
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
  const { t } = useInterface();
  const reading = useContentType(content.type);
  return (
    <>
      <div className="note">
        <p>{t('item.readOnly')}</p>
      </div>
      <Shown reading={reading}>{(fields) => <Values content={content} item={item} known={fields} />}</Shown>
    </>
  );
}

interface ValuesProps<Q> extends ReadOnlyItemProps<Q> {
  readonly known: ReadonlyMap<string, ContentField>;
}

function Values<Q>({ content, item: { values }, known }: ValuesProps<Q>): ReactElement {
  const interfaceTexts = useInterface();
  const { t } = interfaceTexts;
  const sections = content.sections.map(({ title, fields }) => ({
    title,
    filled: fields
      .map((name) => ({ field: known.get(name)!, value: values[name] ?? null }))
      .filter(({ field, value }) => !MEDIA.includes(field.kind) && !isEmpty(value)),
  }));
  const { names } = useReferenceNames(
    sections.flatMap(({ filled }) => filled.flatMap(({ field, value }) => referencesIn(field, value))),
    programmeIn(values),
  );
  return (
    <>
      {sections.map(
        ({ title, filled }) =>
          filled.length > 0 && (
            <section key={title} aria-label={t(title)}>
              <h2>{t(title)}</h2>
              <dl className="facts">
                {filled.map(({ field, value }) => (
                  <div key={field.name}>
                    <dt>{fieldName(t, field.name)}</dt>
                    <dd className="text" lang={field.isTranslatable ? (values['originalLocale'] as string) : undefined}>
                      {describeValue(field, value, interfaceTexts, names)}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ),
      )}
    </>
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
