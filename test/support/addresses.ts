/**
 * At least one address from each block of the IANA special-purpose registries. Copied from the
 * registries' pages (both last updated 2025-10-09), not from the tables in src/.
 */
export const IANA = list(`
  0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1
  127.255.255.255 169.254.0.1 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.8 192.0.0.9
  192.0.0.10 192.0.0.170 192.0.0.171 192.0.0.255 192.0.2.1 192.31.196.1 192.52.193.1
  192.88.99.1 192.88.99.2 192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255
  198.51.100.1 203.0.113.1 240.0.0.1 255.255.255.255 ::1 :: ::ffff:10.0.0.1 ::ffff:7f00:1
  64:ff9b::808:808 64:ff9b:1::1 100::1 100:0:0:1::1 2001::1 2001:1ff:ffff::1
  2001:0:4136:e378::1 2001:1::1 2001:1::2 2001:1::3 2001:2::1 2001:3::1 2001:4:112::1
  2001:10::1 2001:20::1 2001:30::1 2001:db8::1 2002:808:808::1 2620:4f:8000::1 3fff::1
  3fff:fff:ffff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 febf::1
`)

export const OTHERS = list(`
  224.0.0.1 239.255.255.255 ff02::1 fec0::1 ::7f00:1 ::808:808 ::ffff:0:808:808 4000::1 1::1
  e000::1 2001:470::5efe:10.0.0.1
`)

export const METADATA = list(`
  169.254.169.254 169.254.170.2 168.63.129.16 100.100.100.200 192.0.0.192 fd00:ec2::254
  fd20:ce::254 fe80::a9fe:a9fe ::ffff:a9fe:a9fe ::a9fe:a9fe 64:ff9b::a9fe:a9fe 64:ff9b:1::1
  2002:a9fe:a9fe::1 2002:a83f:8110::1 2001:0:a9fe:a9fe::1 2001::5601:5601 ::ffff:0:a9fe:a9fe
  2001:470::5efe:a9fe:a9fe
`)

/** URLs of this machine in unusual spellings. */
export const ODD_LITERALS = list(`
  http://0x7f.1/ http://2130706433/ http://017700000001/ http://127.1/ http://①②⑦.⓪.⓪.①/
  http://%31%32%37.0.0.1/ http://127.0.0.1./ http://[::127.0.0.1]/
`)

/** Splits a text at white space. */
export function list(text: string): string[] {
  return text.trim().split(/\s+/)
}
