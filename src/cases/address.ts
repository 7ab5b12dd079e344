import ipaddr from 'ipaddr.js';

/** How people write that there is none. */
const NONE = /^(?:[-–—/\\.]+|n\/?a|none|no|nil|无|没有|暂无|空|未知|dhcp)$/i;
const BETWEEN = /[,;、|]+|\s{2,}/;

/** Is it an address, with or without the length of its network? */
function isAddress(text: string): boolean {
  const [address = '', length] = text.split('/', 2);
  if (!ipaddr.isValid(address) || (!address.includes(':') && address.split('.').length !== 4)) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && ipaddr.isValidCIDR(text));
}

/**
 * The addresses of a device as they are kept: full width and blanks put right, `无` as none, several between commas. Undefined for what
 * is no address.
 */
export function readAddress(typed: string): string | undefined {
  const plain = typed.normalize('NFKC').trim();
  if (plain === '' || NONE.test(plain)) return '';
  const parts = plain.split(BETWEEN).map((part) => part.replace(/\s+/g, '').replace(/。/g, '.'));
  const addresses = parts.filter((part) => part !== '');
  return addresses.length > 0 && addresses.every(isAddress) ? addresses.join(', ') : undefined;
}
