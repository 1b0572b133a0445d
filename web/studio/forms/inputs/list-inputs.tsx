import type { ReactElement, ReactNode } from 'react';
import type { LinkInput } from '../../../../clients/typescript/src/studio.js';
import { useInterface } from '../../interface';
import { Choice } from '../../ui/choice';
import { TextInput } from '../../ui/text-input';
import { problemsOfEntry } from '../field-problems';
import { EntriesInput } from './entries-input';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import { useProblemText } from './problem-text';

/** Texts of one line in an order. */
export function TextsInput(props: FieldInputProps<readonly string[]>): ReactElement {
  return <TextList {...props} />;
}

/** Texts of several lines in an order. */
export function MultilineTextsInput(props: FieldInputProps<readonly string[]>): ReactElement {
  return <TextList {...props} isMultiline />;
}

function TextList(props: FieldInputProps<readonly string[]> & { readonly isMultiline?: boolean }): ReactElement {
  const { label, hint, value, onChange, problems, field, language, isMultiline = false } = props;
  const { t } = useInterface();
  const problemText = useProblemText();
  return (
    <Group label={label} hint={hint} problem={problemText(problems.filter(({ part }) => part.length === 0))}>
      <EntriesInput label={label} entries={value} max={field.maxItems!} blank="" onChange={onChange}>
        {(text, index, change) => (
          <TextInput
            aria-label={t('form.entry', { label, position: index + 1 })}
            value={text}
            onChange={change}
            isMultiline={isMultiline}
            {...(language !== undefined && { language })}
            problem={problemText(problemsOfEntry(problems, index))}
          />
        )}
      </EntriesInput>
    </Group>
  );
}

/** Links to pages elsewhere in an order. */
export function LinksInput(props: FieldInputProps<readonly LinkInput[]>): ReactElement {
  const { label, hint, value, onChange, problems, field } = props;
  const { t, optionName } = useInterface();
  const problemText = useProblemText();
  const kinds = field.options as readonly LinkInput['kind'][];
  return (
    <Group label={label} hint={hint} problem={problemText(problems.filter(({ part }) => part.length === 0))}>
      <EntriesInput
        label={label}
        entries={value}
        max={field.maxItems!}
        addLabel={t('form.addLink')}
        blank={{ kind: 'WEBSITE', title: '', url: '' }}
        onChange={onChange}
      >
        {(link, index, change) => {
          const own = problemsOfEntry(problems, index);
          const problemOf = (name: keyof LinkInput): ReactNode =>
            problemText(own.filter(({ part }) => part[0] === name || (name === 'url' && part.length === 0)));
          return (
            <div className="link">
              <TextInput
                label={t('form.linkUrl')}
                type="url"
                value={link.url}
                onChange={(url) => {
                  change({ ...link, url });
                }}
                problem={problemOf('url')}
              />
              <TextInput
                label={t('form.linkTitle')}
                value={link.title}
                onChange={(title) => {
                  change({ ...link, title });
                }}
                problem={problemOf('title')}
              />
              <Choice
                label={t('form.linkKind')}
                value={link.kind}
                options={kinds.map((kind) => ({ value: kind, label: optionName(kind) }))}
                onChange={(kind) => {
                  change({ ...link, kind });
                }}
                problem={problemOf('kind')}
              />
            </div>
          );
        }}
      </EntriesInput>
    </Group>
  );
}
