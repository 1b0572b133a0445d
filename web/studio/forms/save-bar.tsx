import type { ReactElement, ReactNode } from 'react';
import { AnnouncementPlace } from '../ui/announcements';

/** The end of a form, which stays in sight. What is announced is shown in it, because it would cover its buttons otherwise. */
export function SaveBar({ children }: { readonly children: ReactNode }): ReactElement {
  return (
    <div className="save actions">
      {children}
      <AnnouncementPlace />
    </div>
  );
}
