import { InvalidInputError, type InputProblem } from '../../errors';

/** A list of thousands may be wrong in each of its entries. */
const MAX_PROBLEMS = 100;

/** Gathers everything that is wrong with an input, so that it is said at once. */
export class Problems {
  private readonly found: InputProblem[] = [];

  /** @param path from the mutation's arguments, e.g. `input.title` */
  add(path: string, code: InputProblem['code'], message: string): void {
    this.found.push({ path, message, code });
  }

  /** Whether something was said of this path already, so that what follows from it is not said, too. */
  has(path: string): boolean {
    return this.found.some((problem) => problem.path === path);
  }

  /** @throws InvalidInputError when anything is wrong; it tells the first hundred */
  assertNone(): void {
    if (this.found.length > 0) throw new InvalidInputError(this.found.slice(0, MAX_PROBLEMS));
  }
}
