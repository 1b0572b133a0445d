import { type ReactElement, useRef } from 'react';
import type { OrganisationInRoleInput } from '../../../../clients/typescript/src/studio.js';
import { useInterface } from '../../interface';
import { Button } from '../../ui/button';
import { Choice } from '../../ui/choice';
import { problemsOfEntry } from '../field-problems';
import { useReferences } from '../reference-names';
import type { FieldInputProps } from './field-input-props';
import { Group } from './group';
import { useProblemText } from './problem-text';
import { SearchBox } from './search-box';

/** Organisations, each in a role. One may have several. */
export function OrganisationsInRolesInput(props: FieldInputProps<readonly OrganisationInRoleInput[]>): ReactElement {
  const { label, hint, value, onChange, problems, field } = props;
  const { t, optionName } = useInterface();
  const problemText = useProblemText();
  const place = useRef<HTMLDivElement>(null);
  const keys = [...new Set(value.map(({ organisation }) => organisation))];
  const { nameOf, languageOf, search } = useReferences(field.target!, keys);
  const roles = field.options as readonly OrganisationInRoleInput['role'][];
  /** The first role that the organisation does not have yet. */
  const freeRole = (organisation: string): OrganisationInRoleInput['role'] =>
    roles.find((role) => !value.some((one) => one.organisation === organisation && one.role === role)) ?? roles[0]!;
  return (
    <Group label={label} hint={hint} problem={problemText(problems.filter(({ part }) => part.length === 0))}>
      <div ref={place}>
        <ul className="roles">
          {value.map((entry, index) => (
            <li key={index}>
              <span lang={languageOf(entry.organisation)}>{nameOf(entry.organisation)}</span>
              <Choice
                label={t('form.roleOf', { name: nameOf(entry.organisation) })}
                value={entry.role}
                options={roles.map((role) => ({ value: role, label: optionName(role) }))}
                onChange={(role) => {
                  onChange(value.with(index, { ...entry, role }));
                }}
                problem={problemText(problemsOfEntry(problems, index))}
              />
              <Button
                aria-label={t('form.remove', { name: nameOf(entry.organisation) })}
                onPress={() => {
                  onChange(value.toSpliced(index, 1));
                  requestAnimationFrame(() => place.current?.querySelector('input')?.focus());
                }}
              >
                <span aria-hidden="true">×</span>
              </Button>
            </li>
          ))}
        </ul>
        {value.length < field.maxItems! && (
          <SearchBox
            label={label}
            search={search}
            onPick={({ key }) => {
              onChange([...value, { organisation: key, role: freeRole(key) }]);
            }}
          />
        )}
      </div>
    </Group>
  );
}
