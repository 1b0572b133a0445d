import { lazy, type ReactElement, Suspense } from 'react';
import { Waiting } from '../../ui/waiting';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import { useProblemText } from './problem-text';

const MarkdownEditor = lazy(async () => ({ default: (await import('./markdown-editor')).MarkdownEditor }));

/** A text in Markdown, which stays as it is typed. */
export function MarkdownInput(props: FieldInputProps<string | null>): ReactElement {
  const { label, hint, value, onChange, problems, field, language } = props;
  const problemText = useProblemText();
  return (
    <Group label={label} hint={hint} isRequired={field.isRequired} problem={problemText(problems)}>
      <Suspense fallback={<Waiting />}>
        <MarkdownEditor
          label={label}
          language={language}
          value={value ?? ''}
          onChange={(text) => {
            onChange(text === '' ? null : text);
          }}
        />
      </Suspense>
    </Group>
  );
}
