import type { ReactElement, ReactNode } from 'react';

interface WideProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** A table or a chart that narrow screens scroll sideways, also by keyboard. */
export function Wide({ label, children }: WideProps): ReactElement {
  return (
    <div className="wide" role="group" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
