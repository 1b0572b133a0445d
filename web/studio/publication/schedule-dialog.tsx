import { type ReactElement, useState } from 'react';
import { Form } from 'react-aria-components';
import { useInterface } from '../interface';
import { instantOf, localTimeOf } from '../local-time';
import type { Problem } from '../outcome';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { LocalTimeInput } from '../ui/local-time-input';
import { Problems } from '../ui/problems';

interface ScheduleDialogProps {
  readonly isOpen: boolean;
  /** The time that the item is scheduled for at present; null if it is not. */
  readonly publishAt: string | null;
  /** What becomes of the translations. */
  readonly hint: string;
  readonly onClose: () => void;
  /** Returns the problems, which are empty if the item is scheduled. */
  readonly onSchedule: (publishAt: string) => Promise<readonly Problem[]>;
}

/** Asks when an item is to be published, by the clock of the editor. */
export function ScheduleDialog({ isOpen, ...form }: ScheduleDialogProps): ReactElement {
  const { t } = useInterface();
  return (
    <Dialog title={t('publishing.schedule')} isOpen={isOpen} onClose={form.onClose}>
      <ScheduleForm {...form} />
    </Dialog>
  );
}

function ScheduleForm({ publishAt, hint, onClose, onSchedule }: Omit<ScheduleDialogProps, 'isOpen'>): ReactElement {
  const { t } = useInterface();
  const [value, setValue] = useState(localTimeOf(publishAt === null ? nextMorning() : new Date(publishAt)));
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [isPending, setPending] = useState(false);
  const instant = instantOf(value);
  const others = problems.filter(({ field }) => field !== 'input.publishAt');
  const isPast = others.length < problems.length;
  const submit = async (): Promise<void> => {
    if (instant === null) return;
    setPending(true);
    const found = await onSchedule(instant);
    setPending(false);
    setProblems(found);
    if (found.length === 0) onClose();
  };
  return (
    <Form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <LocalTimeInput
        autoFocus
        label={t('publishing.at')}
        value={value}
        onChange={setValue}
        isRequired
        problem={instant === null ? t('problem.REQUIRED') : isPast ? t('publishing.past') : null}
      />
      <p className="hint">{hint}</p>
      <Problems problems={others} />
      <div className="actions">
        <Button onPress={onClose}>{t('action.cancel')}</Button>
        <Button type="submit" look="primary" isPending={isPending} isDisabled={instant === null}>
          {t('publishing.scheduleAction')}
        </Button>
      </div>
    </Form>
  );
}

/** Nine o'clock tomorrow. */
function nextMorning(): Date {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  day.setHours(9, 0, 0, 0);
  return day;
}
