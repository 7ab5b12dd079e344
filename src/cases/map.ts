import { withMaskedPhones } from './phones.js';
import { link } from './text.js';

/** Where the address stands in an address of a map. */
const ADDRESS = '{address}';

/** Is it an address of the Internet with a place for the one to look for? */
export function isMapUrl(url: string): boolean {
  const filled = url.replace(ADDRESS, 'x');
  return filled !== url && URL.canParse(filled) && new URL(filled).protocol === 'https:';
}

/** Half of an emoji is no character that could be encoded. */
const wellFormed = (text: string): string => new TextDecoder().decode(new TextEncoder().encode(text));

/** An address for a query, without a telephone number in it, or a sign that Slack would read as formatting. */
const encoded = (address: string): string =>
  encodeURIComponent(wellFormed(withMaskedPhones(address))).replace(
    /[*~_'()!]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** An address as a link to its place on a map; as it is, where there is no map. `mapUrl`: as in the settings. */
export const onMap = (address: string, { mapUrl }: { readonly mapUrl?: string | undefined }): string =>
  mapUrl
    ? link(
        mapUrl.replace(ADDRESS, () => encoded(address)),
        address,
      )
    : address;
