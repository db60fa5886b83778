/** What is wrong with a backend, for whoever keeps the service running. */
export interface BackendProblem<Kind extends string = string> {
  readonly kind: Kind;
  /** One sentence that says what to do; names no secret and no value. */
  readonly message: string;
  /** Whether the backend as a whole cannot be used, rather than that this one request could not be answered. */
  readonly isOutage: boolean;
  /** Whether it lasts until somebody changes something. */
  readonly needsOperator: boolean;
}

/** What a failure shows of itself, in the terms of whoever reports it. */
export interface Symptoms {
  code?: string;
  /** The name of the error, or its type. */
  name?: string;
  /** Of HTTP. */
  status?: number;
  message?: string;
}

/** A row of a table of problems: it fits where everything fits that it asks for. */
export interface Rule<Kind extends string, Context = void> {
  code?: RegExp;
  name?: RegExp;
  status?: readonly number[] | ((status: number) => boolean);
  message?: RegExp;
  problem: Omit<BackendProblem<Kind>, 'message'> & {
    message: string | ((context: Context, symptoms: Symptoms) => string);
  };
}

/** The problem of the first row that fits, in the words of its context; null where none does. */
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
