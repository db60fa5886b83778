const SHORTEST = 20;
/** Minimum number of different characters; a secret of `openssl rand -hex 24` has about 15. */
const FEWEST_CHARACTERS = 8;
/** Minimum number of characters that remain without common words and separators. */
const FEWEST_UNGUESSED = 12;
const GUESSABLE =
  /change|replace|your|this|please|insert|pass|word|secret|token|default|example|admin|test|demo|dev|prod|main|super|local|host|service|linkedin|profile|qwerty|asdf|api|key|me\b|my\b|here|[^a-z\d]/g;

/** Why a secret is too weak for a service that others can reach; null if it is strong enough. Never repeats it. */
export function weaknessOf(secret: string): string | null {
  if (secret.length < SHORTEST) return `must have at least ${SHORTEST} characters, but has ${secret.length}`;
  const isMonotonous = new Set(secret).size < FEWEST_CHARACTERS || stepsIn(secret) > secret.length / 2;
  const rest = secret.toLowerCase().replace(GUESSABLE, '');
  return isMonotonous || rest.length < FEWEST_UNGUESSED || isRepeated(rest) ? 'must not be easy to guess' : null;
}

function isRepeated(text: string): boolean {
  return (text + text).indexOf(text, 1) < text.length;
}

/** Number of characters that equal the previous one or are its neighbor in the alphabet. */
function stepsIn(text: string): number {
  let steps = 0;
  for (let at = 1; at < text.length; at++) {
    if (Math.abs(text.charCodeAt(at) - text.charCodeAt(at - 1)) <= 1) steps += 1;
  }
  return steps;
}
