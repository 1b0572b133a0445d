import type { ReactElement } from 'react';
import { CompletenessPanel } from './completeness-panel';
import { IatiPanel } from './iati-panel';

/** What the server says about an activity, above its form. */
export function ActivityAside({ id }: { readonly id: string }): ReactElement {
  return (
    <>
      <CompletenessPanel id={id} />
      <IatiPanel id={id} />
    </>
  );
}
