import { Link } from '@tanstack/react-router';
import { useInterface } from '../interface';
import type { Problem } from '../outcome';
import { useWarn } from '../ui/announcements';
import { describeProblems } from '../ui/problems';

/** Where a form is. */
export interface FormPlace {
  /** The path of its screen. */
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
  /** What the form edits. */
  readonly title: string;
  /** The language of the title; absent: that of the interface. */
  readonly locale?: string;
}

/** Says why a form that is no longer shown was not saved, with the way back to it. */
export function useUnseenProblems(): (place: FormPlace, problems: readonly Problem[]) => void {
  const { t } = useInterface();
  const warn = useWarn();
  return ({ to, search = {}, title, locale }, problems) => {
    warn(
      <>
        {t('form.notSaved')}{' '}
        <Link
          to={to}
          search={search}
          lang={locale}
          onClick={() => {
            warn(null);
          }}
        >
          {title}
        </Link>
        . {describeProblems(t, problems)}
      </>,
    );
  };
}
