/** Endings of what is taken as a picture of a paper or a place: what telephones and scanners make. */
export const PICTURES: readonly string[] = ['jpg', 'jpeg', 'png', 'heic', 'pdf'];

/** How such files begin: JPEG, PNG, HEIF and its kin, PDF. */
const BEGINNINGS: readonly RegExp[] = [
  /^\xFF\xD8\xFF/,
  /^\x89PNG\r\n.\n/,
  /^[\s\S]{4}ftyp(?:hei[cmsx]|hev[cmsx]|mif1|msf1|avif)/,
  /^[\s\S]{0,16}%PDF-/,
];
/** So many bytes tell what a file is; what is no longer than them holds no picture. */
export const BEGINNING_BYTES = 32;

/** Is this a picture by its first bytes, whatever its name says? */
export const isPicture = (beginning: Uint8Array): boolean => {
  if (beginning.length < BEGINNING_BYTES) return false;
  const signs = Buffer.from(beginning).toString('latin1');
  return BEGINNINGS.some((pattern) => pattern.test(signs));
};
