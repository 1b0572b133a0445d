import type { ReactElement } from 'react';
import { useInterface } from '../../interface';
import { useSession } from '../../session';
import { Choice } from '../../ui/choice';
import type { FieldInputProps } from './field-input-props';
import { useProblemText } from './problem-text';

/** Stands for no value. */
const NONE = '-';

/** A value of an enum of the API. */
export function OptionInput({ field, ...props }: FieldInputProps<string | null>): ReactElement {
  const { optionName } = useInterface();
  const options = field.options!.map((value) => ({ value, label: optionName(value) }));
  return <AnyChoice {...props} field={field} options={options} />;
}

/** A language of the programme. */
export function LocaleInput(props: FieldInputProps<string | null>): ReactElement {
  const { locales } = useSession();
  const { languageName } = useInterface();
  const options = locales.map(({ locale }) => ({ value: locale, label: languageName(locale) }));
  return <AnyChoice {...props} options={options} />;
}

interface AnyChoiceProps extends FieldInputProps<string | null> {
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

function AnyChoice({ label, hint, value, onChange, problems, options, field }: AnyChoiceProps): ReactElement {
  const { t } = useInterface();
  const problemText = useProblemText();
  return (
    <Choice
      label={label}
      description={hint}
      value={value ?? NONE}
      options={field.isRequired ? options : [{ value: NONE, label: t('form.none') }, ...options]}
      onChange={(chosen) => {
        onChange(chosen === NONE ? null : chosen);
      }}
      problem={problemText(problems)}
    />
  );
}
