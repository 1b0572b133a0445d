import { type InputProblem, InvalidInputError, problemOf } from '../../errors';

/** Maximum problems in one response: each entry of a long list may have one. */
const MAX_PROBLEMS = 100;

/** Collects all problems of an input, so that they are reported at once. */
export class Problems {
  private readonly found: InputProblem[] = [];

  /**
   * @param path the path from the mutation's arguments, e.g. `input.title`
   * @param predicate what the field must be; its name is put before it: `must not be empty`
   */
  add(path: string, code: InputProblem['code'], predicate: string): void {
    this.found.push(problemOf(path, code, predicate));
  }

  /** Adds a problem with a whole sentence as its message. */
  addProblem(problem: InputProblem): void {
    this.found.push(problem);
  }

  /** True if one of these paths has a problem. Then problems that follow from it need not be reported. */
  has(...paths: readonly string[]): boolean {
    return this.found.some(({ path }) => paths.includes(path));
  }

  /** @throws InvalidInputError if there is any problem, with the first hundred */
  assertNone(): void {
    if (this.found.length > 0) throw new InvalidInputError(this.found.slice(0, MAX_PROBLEMS));
  }
}
