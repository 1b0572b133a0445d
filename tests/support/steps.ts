import { takeTurn } from '../../src/event-loop';

/** A step that holds the event loop for this time in milliseconds. */
export async function takeLongStep(milliseconds: number, owner = 'someone'): Promise<void> {
  await takeTurn(owner);
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** How long the next step waits after a step of this duration, both in milliseconds. */
export async function waitAfterStep(milliseconds: number): Promise<number> {
  await takeLongStep(milliseconds);
  const since = performance.now();
  await takeTurn('someone');
  return performance.now() - since;
}
