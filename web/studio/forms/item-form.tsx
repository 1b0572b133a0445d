import type { ReactElement } from 'react';
import { fieldHint, fieldName } from '../content/field-name';
import { useInterface } from '../interface';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import type { ContentField } from './content-type';
import type { Editable } from './draft';
import { problemsOfField } from './field-problems';
import { FormField } from './form-field';
import { FormNotices } from './form-notices';
import { FormProgress } from './form-progress';
import type { FormSection } from './form-section';
import { programmeIn } from './form-values';
import type { ItemOperations } from './item-save';
import { SaveBar } from './save-bar';
import { textLanguageOf } from './text-language';
import type { FormPlace } from './unseen-problems';
import { useCheckedSave } from './use-checked-save';
import { useItemForm } from './use-item-form';
import './forms.css';

interface ItemFormProps<T extends Editable> extends ItemOperations<T> {
  readonly fields: ReadonlyMap<string, ContentField>;
  readonly sections: readonly FormSection[];
  readonly item: T;
  readonly placeOf: (item: T) => FormPlace;
  readonly onCreated: (item: T) => void;
}

/** The form of an item, laid out in sections. */
export function ItemForm<T extends Editable>(props: ItemFormProps<T>): ReactElement {
  const { fields, sections, item, placeOf, draftKeyOf, send, load, leaveToOtherTab, onCreated } = props;
  const { t } = useInterface();
  const announce = useAnnounce();
  const { locales } = useSession();
  const form = useItemForm({
    item,
    draftKeyOf,
    send,
    load,
    ...(leaveToOtherTab !== undefined && { leaveToOtherTab }),
    onCreated,
    onSaved: () => {
      announce(t('form.saved'));
    },
  });
  const placed = sections.flatMap((section) => section.fields.map((name) => fields.get(name)!));
  const { problems, save, forget } = useCheckedSave(form, placed, placeOf);
  const originalLocale = form.values['originalLocale'] ?? null;
  const language = typeof originalLocale === 'string' ? textLanguageOf(originalLocale, locales) : null;
  return (
    <form
      className="item"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <FormNotices form={form} fields={placed} problems={problems} onDiscard={forget} />
      {sections.map(({ title, fields: inSection }) => (
        <fieldset key={title}>
          <legend>{t(title)}</legend>
          {inSection.map((name) => (
            <FormField
              key={name}
              field={fields.get(name)!}
              label={fieldName(t, name)}
              hint={fieldHint(t, name)}
              value={form.values[name] ?? null}
              onChange={form.set}
              problems={problemsOfField(problems, name)}
              programme={programmeIn(form.values)}
              {...(fields.get(name)!.isTranslatable && language !== null && { language })}
            />
          ))}
        </fieldset>
      ))}
      <SaveBar>
        <Button type="submit" look="primary" isPending={form.isSaving} isDisabled={form.conflicts.length > 0}>
          {t('form.save')}
        </Button>
        <FormProgress form={form} fields={placed} problems={problems} isNew={item.id === null} onDiscard={forget} />
      </SaveBar>
    </form>
  );
}
