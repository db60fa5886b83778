/** What an item is answered with if the sources fail: the failure, or the stored profile if there is one. */
export const onErrors = ['fail', 'stored'] as const;
export type OnError = (typeof onErrors)[number];
