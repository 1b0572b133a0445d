import { ConflictError } from '../../errors';

/** @throws ConflictError when a change is based on another version than the current one; `extensions.version` is the current one */
export function assertCurrentVersion(current: number, basedOn: number): void {
  if (current === basedOn) return;
  throw new ConflictError(`version must be the current version, which is ${current}`, { version: current });
}
