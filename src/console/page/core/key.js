const NAME = 'api-key';

/** The key is kept for this tab only. Empty without one, which is enough for some views in local mode; null before sign-in. */
export const keptKey = () => sessionStorage.getItem(NAME);

/** @param {string} key */
export const keepKey = (key) => sessionStorage.setItem(NAME, key);

export const forgetKey = () => sessionStorage.removeItem(NAME);

/** The key of a link like `#key=…`, which local mode prints. It does not stay in the address. */
export function takeKeyFromLink() {
  const key = /^#key=([\w-]+)$/.exec(location.hash)?.[1];
  if (key === undefined) return;
  if (keptKey() === null) keepKey(key);
  history.replaceState(null, '', `${location.pathname}#/`);
}
