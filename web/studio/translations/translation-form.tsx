import { type ReactElement, useState } from 'react';
import {
  StudioChangedOriginalsDocument,
  type StudioChangedOriginalsQuery,
  type TranslationState,
} from '../../../clients/typescript/src/studio.js';
import { useApi } from '../api';
import type { ContentItem, EditableContent } from '../content/editable-content';
import { fieldName } from '../content/field-name';
import type { ContentField } from '../forms/content-type';
import { DraftLease } from '../forms/draft-lease';
import { placeOf } from '../forms/field-place';
import { problemsOfField } from '../forms/field-problems';
import { FormNotices } from '../forms/form-notices';
import { FormProgress } from '../forms/form-progress';
import { isSame } from '../forms/form-values';
import { type DraftKey, type SentInput, translationDraftKeyOf } from '../forms/local-draft';
import { SaveBar } from '../forms/save-bar';
import { useCheckedSave } from '../forms/use-checked-save';
import { useItemForm } from '../forms/use-item-form';
import { useInterface } from '../interface';
import { mapOutcome } from '../outcome';
import type { RecordedChange } from '../publication/field-difference';
import { useReading } from '../reading';
import { useSession } from '../session';
import { useAnnounce } from '../ui/announcements';
import { Button } from '../ui/button';
import { Problems } from '../ui/problems';
import { DeleteTranslation } from './delete-translation';
import { findChangedOriginal, isOriginalChanged } from './original-changed';
import { TranslatedField } from './translated-field';
import { type EditedTranslation, lacksTexts, translationInto, withoutGoneTexts } from './translation';
import '../forms/forms.css';

interface TranslationFormProps<Q> {
  readonly content: EditableContent<Q>;
  readonly item: ContentItem & { readonly version: number };
  /** The language of the translation. */
  readonly locale: string;
  /** The fields that are translated, in the order in which they are shown. */
  readonly fields: readonly ContentField[];
  /** Called when somebody else has changed the item meanwhile. */
  readonly onStale: () => void;
}

/** The original texts of an item, each with its translation into one language. */
export function TranslationForm<Q>(props: TranslationFormProps<Q>): ReactElement {
  const { content, item, locale } = props;
  const { account } = useSession();
  const draftKey = translationDraftKeyOf(account.id, content.type, item.id, locale);
  return (
    <DraftLease draftKey={draftKey}>
      <LeasedTranslationForm {...props} draftKey={draftKey} />
    </DraftLease>
  );
}

function LeasedTranslationForm<Q>(props: TranslationFormProps<Q> & { readonly draftKey: DraftKey }): ReactElement {
  const { content, item, locale, fields, onStale, draftKey } = props;
  const { t } = useInterface();
  const api = useApi();
  const announce = useAnnounce();
  const [confirmed, setConfirmed] = useState<readonly string[]>([]);
  const translation = translationInto(item, locale, fields);
  const { state, originals, outdatedFields } = translation;
  // Other content has no history.
  const pause = content.publishable === null || outdatedFields.length === 0;
  const changes = useReading(StudioChangedOriginalsDocument, { id: item.id, locale }, { pause });
  const translationIn = (changed: ContentItem): EditedTranslation =>
    // Anyone who has changed an item sees its version.
    translationInto({ ...changed, version: changed.version! }, locale, fields);

  const form = useItemForm<EditedTranslation>({
    item: translation,
    draftKeyOf: () => draftKey,
    send: async ({ clientMutationId, version, values }: SentInput) =>
      mapOutcome(
        await content.setTranslation(api, { ...values, clientMutationId, id: item.id, version: version!, locale }),
        translationIn,
      ),
    load: async () =>
      mapOutcome(await api.read(content.document, { id: item.id }), (data) => translationIn(content.itemOf(data)!)),
    findObstacle: (base) => findChangedOriginal(originals, base.originals),
    onSaved: () => {
      setConfirmed([]);
    },
  });
  // A text without an original has nothing to be translated.
  const shown = fields.filter(({ name }) => !isEmpty(originals[name]) || !isEmpty(form.values[name]));
  const isBegun = shown.some(({ name }) => !isEmpty(form.values[name]));
  const lacking = shown.filter((field) => lacksTexts(field, originals[field.name]!, form.values[field.name]!));
  const required = shown.filter(({ name, isRequired }) => isRequired && (form.values[name] ?? '') === '');
  const { problems, save, forget } = useCheckedSave(form, fields, () => ({
    to: `${content.path}/${item.id}`,
    search: { tab: 'translations', language: locale },
    title: item.title,
    locale: item.values['originalLocale'] as string,
  }));
  const namesOf = (named: readonly ContentField[]): string => named.map(({ name }) => fieldName(t, name)).join(', ');
  const isChanged = (name: string): boolean => !isSame(form.values[name]!, translation.values[name]!);

  /** @param to the state of the translation afterwards; absent: it stays */
  const saveAs = async (done: string, to?: TranslationState): Promise<void> => {
    const sent = fields.filter(({ name }) => isChanged(name) || confirmed.includes(name));
    const found = await save((values) => ({
      ...Object.fromEntries(confirmed.map((name) => [name, values[name]!])),
      ...withoutGoneTexts(sent, originals, values),
      ...(to !== undefined && { state: to }),
    }));
    if (isOriginalChanged(found)) {
      onStale();
      changes.refresh();
    }
    if (found.length === 0) announce(done);
  };
  const isPublished = state === 'PUBLISHED';
  return (
    <form
      className="item"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void (isPublished ? saveAs(t('form.saved')) : saveAs(t('translation.savedDraft'), 'DRAFT'));
      }}
    >
      <FormNotices form={form} fields={fields} problems={problems} onDiscard={forget} />
      <Problems problems={changes.problems} onRetry={changes.refresh} />
      {isBegun && lacking.length > 0 && (
        <div className="note">
          <p>{t('translation.lacking', { fields: namesOf(lacking) })}</p>
          {required.length > 0 && <p>{t('translation.required', { fields: namesOf(required) })}</p>}
        </div>
      )}
      {shown.map((field) => (
        <div key={field.name} id={placeOf(field.name)}>
          <TranslatedField
            field={field}
            label={fieldName(t, field.name)}
            original={originals[field.name]!}
            originalLocale={item.values['originalLocale'] as string}
            locale={locale}
            values={form.values}
            onChange={(value) => {
              form.set(field.name, value);
            }}
            problems={problemsOfField(problems, field.name)}
            isOutdated={outdatedFields.includes(field.name)}
            change={changedOriginalsIn(changes.data).find((change) => change.field === field.name)}
            isChanged={isChanged(field.name)}
            isConfirmed={confirmed.includes(field.name)}
            onConfirm={(isRight) => {
              setConfirmed((names) => [
                ...names.filter((name) => name !== field.name),
                ...(isRight ? [field.name] : []),
              ]);
            }}
          />
        </div>
      ))}
      <SaveBar>
        <Button type="submit" look="primary" isPending={form.isSaving} isDisabled={form.conflicts.length > 0}>
          {t(isPublished ? 'form.save' : 'translation.saveDraft')}
        </Button>
        <Button
          isPending={form.isSaving}
          isDisabled={form.conflicts.length > 0}
          onPress={() =>
            void (isPublished
              ? saveAs(t('publishing.done.unpublish'), 'DRAFT')
              : saveAs(t('publishing.done.publish'), 'PUBLISHED'))
          }
        >
          {t(isPublished ? 'publishing.unpublish' : 'translation.savePublish')}
        </Button>
        <FormProgress form={form} fields={fields} problems={problems} isNew={state === null} onDiscard={forget} />
      </SaveBar>
      {state !== null && (
        <DeleteTranslation
          locale={locale}
          onDelete={async () => {
            const key = { id: item.id, version: item.version, locale };
            const { problems: found } = await content.deleteTranslation(api, key);
            if (found === null) form.discard();
            else onStale();
            return found ?? [];
          }}
        />
      )}
    </form>
  );
}

function changedOriginalsIn(data: StudioChangedOriginalsQuery | null): readonly RecordedChange[] {
  const item = data?.item ?? null;
  return item !== null && 'changedOriginals' in item ? (item.changedOriginals ?? []) : [];
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
