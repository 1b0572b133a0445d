import { type ReactElement, type ReactNode, useState } from 'react';

interface OutlineProps {
  readonly title: string;
  /** What the entry has, as a few words. */
  readonly summary: string;
  /** True if the entry has just been added. */
  readonly isBlank: boolean;
  readonly hasProblems: boolean;
  readonly children: ReactNode;
}

/** An entry of an outline: a line that opens to its inputs. It is open at first if it is blank, and whenever it has problems. */
export function Outline({ title, summary, isBlank, hasProblems, children }: OutlineProps): ReactElement {
  const [isOpen, setOpen] = useState(isBlank || hasProblems);
  const [hadProblems, setHadProblems] = useState(hasProblems);
  if (hasProblems !== hadProblems) {
    setHadProblems(hasProblems);
    if (hasProblems) setOpen(true);
  }
  return (
    <details
      className="outline"
      open={isOpen}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary>
        <strong>{title}</strong> <span className="hint">{summary}</span>
      </summary>
      <div className="link">{children}</div>
    </details>
  );
}
