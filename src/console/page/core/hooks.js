import { useCallback, useEffect, useRef, useState } from '../lib/preact.js';
import { follow } from './live.js';

/**
 * The result of `load`, which is loaded again when one of `needs` changes. Old data stays until new data has arrived.
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} load
 * @param {unknown[]} [needs]
 */
export function useLoad(load, needs = []) {
  const [state, setState] = useState({ data: null, error: null, isLoading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const left = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    load(left.signal).then(
      (data) => left.signal.aborted || setState({ data, error: null, isLoading: false }),
      (error) => left.signal.aborted || setState((before) => ({ ...before, error, isLoading: false })),
    );
    return () => left.abort();
  }, [...needs, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, reload };
}

/**
 * Follows a stream of events while the view is shown; does nothing without a path.
 * @param {string | null} path
 * @param {Record<string, unknown>} query
 * @param {(event: any) => void} onEvent
 * @returns {'connecting' | 'live' | 'reconnecting' | 'ended' | 'off'}
 */
export function useEvents(path, query, onEvent) {
  const [state, setState] = useState('connecting');
  const listener = useRef(onEvent);
  listener.current = onEvent;
  useEffect(() => {
    if (path === null) return undefined;
    const left = new AbortController();
    void follow(path, {
      query,
      signal: left.signal,
      onEvent: (event) => listener.current(event),
      onState: (next) => left.signal.aborted || setState(next),
    });
    return () => left.abort();
  }, [path, JSON.stringify(query)]);
  return state;
}

/**
 * Calls the action at most once in `ms` milliseconds, and always once after the last call.
 * @param {() => void} action
 * @param {number} ms
 */
export function useThrottled(action, ms) {
  const timer = useRef(0);
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ||= setTimeout(() => {
      timer.current = 0;
      latest.current();
    }, ms);
  }, []);
}

/** Repeats an action while the page is visible. @param {() => void} action @param {number | null} ms milliseconds; null stops it */
export function useEvery(action, ms) {
  const latest = useRef(action);
  latest.current = action;
  useEffect(() => {
    if (ms === null) return undefined;
    const timer = setInterval(() => document.hidden || latest.current(), ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/**
 * An action of a button, with its state: whether it runs, and its error.
 * @param {(...given: any[]) => Promise<unknown>} action
 */
export function useAction(action) {
  const [state, setState] = useState({ isBusy: false, error: null });
  const run = async (...given) => {
    setState({ isBusy: true, error: null });
    try {
      const answer = await action(...given);
      setState({ isBusy: false, error: null });
      return answer;
    } catch (error) {
      setState({ isBusy: false, error });
      return undefined;
    }
  };
  return { ...state, run };
}

/**
 * A list that is loaded page by page with a cursor.
 * @template T
 * @param {(cursor: string | undefined, signal?: AbortSignal) => Promise<{ rows: T[], next: string | null }>} loadPage
 * @param {unknown[]} [needs]
 */
export function usePages(loadPage, needs = []) {
  const [more, setMore] = useState({ of: null, pages: [] });
  const first = useLoad((signal) => loadPage(undefined, signal), needs);
  const pages = more.of === first.data ? more.pages : [];
  const last = pages.at(-1) ?? first.data;
  const next = useAction(async () => {
    const page = await loadPage(last?.next ?? undefined);
    setMore({ of: first.data, pages: [...pages, page] });
  });
  const rows = first.data === null ? null : [first.data, ...pages].flatMap((page) => page.rows);
  return { ...first, rows, hasMore: Boolean(last?.next), next };
}
