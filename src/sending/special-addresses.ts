/** A block in CIDR notation and its name. */
export type AddressBlock = readonly [cidr: string, name: string]

/** The name of the IPv4 and IPv6 blocks of this machine. */
export const LOOPBACK = 'loopback'

/**
 * The complete IANA IPv4 Special-Purpose Address Registry: there are no receivers even in the
 * blocks that are globally reachable.
 *
 * Source: https://www.iana.org/assignments/iana-ipv4-special-registry/, last updated 2025-10-09.
 */
export const SPECIAL_IPV4: readonly AddressBlock[] = [
  ['0.0.0.0/8', '"this network"'],
  ['0.0.0.0/32', '"this host on this network"'],
  ['10.0.0.0/8', 'private use'],
  ['100.64.0.0/10', 'shared address space'],
  ['127.0.0.0/8', LOOPBACK],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private use'],
  ['192.0.0.0/24', 'IETF protocol assignments'],
  ['192.0.0.0/29', 'IPv4 service continuity prefix'],
  ['192.0.0.8/32', 'IPv4 dummy address'],
  ['192.0.0.9/32', 'Port Control Protocol anycast'],
  ['192.0.0.10/32', 'TURN anycast'],
  ['192.0.0.170/32', 'NAT64/DNS64 discovery'],
  ['192.0.0.171/32', 'NAT64/DNS64 discovery'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'AS112'],
  ['192.52.193.0/24', 'AMT'],
  ['192.88.99.0/24', 'deprecated 6to4 relay anycast'],
  ['192.88.99.2/32', '6a44 relay anycast'],
  ['192.168.0.0/16', 'private use'],
  ['192.175.48.0/24', 'direct delegation AS112 service'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['240.0.0.0/4', 'reserved'],
  ['255.255.255.255/32', 'limited broadcast'],
]

/**
 * The IANA IPv6 Special-Purpose Address Registry without `::ffff:0:0/96`: an IPv4-mapped address
 * is treated as its IPv4 address.
 *
 * Source: https://www.iana.org/assignments/iana-ipv6-special-registry/, last updated 2025-10-09.
 */
export const SPECIAL_IPV6: readonly AddressBlock[] = [
  ['::1/128', LOOPBACK],
  ['::/128', 'the unspecified address'],
  ['64:ff9b::/96', 'IPv4-IPv6 translation'],
  ['64:ff9b:1::/48', 'IPv4-IPv6 translation, local use'],
  ['100::/64', 'discard-only'],
  ['100:0:0:1::/64', 'dummy prefix'],
  ['2001::/23', 'IETF protocol assignments'],
  ['2001::/32', 'Teredo'],
  ['2001:1::1/128', 'Port Control Protocol anycast'],
  ['2001:1::2/128', 'TURN anycast'],
  ['2001:1::3/128', 'DNS-SD service registration anycast'],
  ['2001:2::/48', 'benchmarking'],
  ['2001:3::/32', 'AMT'],
  ['2001:4:112::/48', 'AS112'],
  ['2001:10::/28', 'deprecated ORCHID'],
  ['2001:20::/28', 'ORCHIDv2'],
  ['2001:30::/28', 'drone remote ID'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['2620:4f:8000::/48', 'direct delegation AS112 service'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'segment routing'],
  ['fc00::/7', 'unique local'],
  ['fe80::/10', 'link-local'],
]

/**
 * Blocks outside the special-purpose registries that cannot hold a receiver either.
 *
 * Source: https://www.iana.org/assignments/ipv4-address-space/ and
 * https://www.iana.org/assignments/ipv6-address-space/, read 2026-11-20.
 */
export const OTHER_SPECIAL: readonly AddressBlock[] = [
  ['224.0.0.0/4', 'multicast'],
  ['::/96', 'deprecated IPv4-compatible'],
  ['::ffff:0:0:0/96', 'IPv4-translated'],
  ['fec0::/10', 'deprecated site-local'],
  ['ff00::/8', 'multicast'],
]

/** The only IPv6 block that IANA assigns as global unicast. */
export const GLOBAL_UNICAST_IPV6 = '2000::/3'

/**
 * Addresses where clouds give credentials to anyone who asks from inside: no rule can allow them.
 * The list includes the local-use NAT64 block: only its own network knows where in such an address
 * the IPv4 address is, so the target cannot be checked.
 *
 * Sources: the clouds' own pages on instance metadata (AWS EC2, ECS and EKS, Google Compute
 * Engine, Azure WireServer, Alibaba ECS, Oracle Cloud Classic, Scaleway, Tencent CVM, OpenStack).
 */
export const NEVER_ALLOWED: readonly AddressBlock[] = [
  ['169.254.169.254/32', 'instance metadata of most clouds'],
  ['169.254.170.2/32', 'AWS ECS credentials'],
  ['169.254.170.23/32', 'AWS EKS credentials'],
  ['169.254.42.42/32', 'Scaleway instance metadata'],
  ['169.254.0.23/32', 'Tencent Cloud instance metadata'],
  ['168.63.129.16/32', 'Azure WireServer'],
  ['100.100.100.200/32', 'Alibaba Cloud instance metadata'],
  ['192.0.0.192/32', 'Oracle Cloud Classic instance metadata'],
  ['fd00:ec2::254/128', 'AWS EC2 instance metadata'],
  ['fd00:ec2::23/128', 'AWS EKS credentials'],
  ['fd20:ce::254/128', 'Google Cloud instance metadata'],
  ['fd00:42::42/128', 'Scaleway instance metadata'],
  ['fe80::a9fe:a9fe/128', 'OpenStack instance metadata'],
  ['64:ff9b:1::/48', 'IPv4-IPv6 translation, local use'],
]
