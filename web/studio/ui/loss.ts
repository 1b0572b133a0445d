import { createContext, use, useEffect } from 'react';

/** What the editor would lose by leaving: uploads that have not ended, and texts that the browser has no room to keep. */
export type Loss = 'upload' | 'form';

/** Adds to the number of things that would be lost. */
export const LossContext = createContext<(loss: Loss, change: number) => void>(() => undefined);

/** Makes `LeaveWarning`, and the browser before the page is closed, ask as long as the number is not 0. */
export function useLeaveWarning(loss: Loss, count: number): void {
  const add = use(LossContext);
  useEffect(() => {
    add(loss, count);
    return () => {
      add(loss, -count);
    };
  }, [loss, count, add]);
}
