"""Who asks, as far as limits go: an address, of IPv6 the network one subscriber has."""

from __future__ import annotations

import ipaddress


def client_key(address: str | None) -> str:
    """The key under which the requests of a client are counted: an IPv4 address, or an IPv6 /64.

    >>> [client_key(one) for one in ("192.0.2.7", "2001:db8:1:2:3:4:5:6", "::ffff:192.0.2.7", "fe80::1%eth0", None)]
    ['192.0.2.7', '2001:db8:1:2::', '192.0.2.7', 'fe80::', 'unknown']
    """
    try:
        parsed = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((parsed, 64), strict=False).network_address)
