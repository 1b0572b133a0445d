import { readFileSync } from 'node:fs';

/** Linux measures CPU time in hundredths of a second on every architecture. */
export const MS_PER_TICK = 10;

/** Reads proc_pid_stat(5). Returns null when the process has ended. */
export function readStat(pid: string | number): { parent: number; own: number; endedChildren: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The program name may contain anything and ends at the last parenthesis. Field 3 follows it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return { parent: field(4), own: field(14) + field(15), endedChildren: field(16) + field(17) };
}
