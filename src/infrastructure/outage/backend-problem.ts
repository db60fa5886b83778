/** What is wrong with a backend, for the operator of the service. */
export interface BackendProblem<Kind extends string = string> {
  readonly kind: Kind;
  /** One sentence that says what to do; contains no secret and no value. */
  readonly message: string;
  /** Whether the backend as a whole is unusable, rather than only this request having failed. */
  readonly isOutage: boolean;
  /** Whether it lasts until an operator changes something. */
  readonly needsOperator: boolean;
}

/** The characteristics of a failure, in the terms of the driver that reports it. */
export interface Symptoms {
  code?: string;
  /** The name of the error, or its type. */
  name?: string;
  /** HTTP status. */
  status?: number;
  message?: string;
}

/** A row of a table of problems; it matches if all the conditions it contains match. */
export interface Rule<Kind extends string, Context = void> {
  code?: RegExp;
  name?: RegExp;
  status?: readonly number[] | ((status: number) => boolean);
  message?: RegExp;
  problem: Omit<BackendProblem<Kind>, 'message'> & {
    message: string | ((context: Context, symptoms: Symptoms) => string);
  };
}

/** The problem of the first matching row, worded for its context; null if none matches. */
export function diagnose<Kind extends string, Context>(
  symptoms: Symptoms,
  rules: readonly Rule<Kind, Context>[],
  context: Context,
): BackendProblem<Kind> | null {
  const rule = rules.find((row) => fits(row, symptoms));
  if (!rule) return null;
  const { message, ...problem } = rule.problem;
  return { ...problem, message: typeof message === 'string' ? message : message(context, symptoms) };
}

function fits<Context>({ code, name, status, message }: Rule<string, Context>, symptoms: Symptoms): boolean {
  return (
    (code?.test(symptoms.code ?? '') ?? true) &&
    (name?.test(symptoms.name ?? '') ?? true) &&
    (message?.test(symptoms.message ?? '') ?? true) &&
    (status === undefined || (symptoms.status !== undefined && hasStatus(status, symptoms.status)))
  );
}

function hasStatus(wanted: readonly number[] | ((status: number) => boolean), status: number): boolean {
  return typeof wanted === 'function' ? wanted(status) : wanted.includes(status);
}
