/**
 * The languages of LinkedIn's pages, as far as they are known here, with the regions that write dates
 * and numbers their own way.
 */
export const LINKEDIN_LOCALES: readonly string[] = (
  'en en-GB en-IN ar ar-LB ar-MA ar-DZ bn cs da de de-AT de-CH el es es-MX fa fi fr fr-CA he hi hu id it ja ko mr ms nb nl ' +
  'pa pl pt pt-PT ro ru sv te th fil tr uk vi zh-Hans zh-Hant'
).split(' ');
