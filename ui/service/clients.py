"""Who asks: the address that requests are counted by and served in turns."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, MutableMapping
from typing import Any

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_key(asker: str | MutableMapping[str, Any]) -> str:
    """Return what stands for an asker: an IPv4 address, the /64 of an IPv6 address, or the text of something else.

    One household or machine has a whole /64 of IPv6 at least, so that single addresses count nothing.

    :param asker: an address, or the scope of a request (ASGI).

    >>> [client_key(one) for one in ("192.0.2.7", "2001:db8:1:2:3:4:5:6", "::ffff:192.0.2.7", "fe80::1%eth0", "testclient")]
    ['192.0.2.7', '2001:db8:1:2::/64', '192.0.2.7', 'fe80::/64', 'testclient']
    >>> client_key({"client": ("2001:db8::1", 4711)}), client_key({"client": None})
    ('2001:db8::/64', 'unknown')
    """
    if not isinstance(asker, str):
        client = asker.get("client")
        asker = str(client[0]) if client else "unknown"
    address = _address(asker)
    if address is None:
        return asker
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def lies_in(asker: str, networks: Iterable[Network]) -> bool:
    """Whether an address lies in one of some networks; an IPv4 address also as IPv6 writes it.

    >>> networks = (ipaddress.ip_network("10.0.0.0/8"),)
    >>> lies_in("10.1.2.3", networks), lies_in("::ffff:10.1.2.3", networks), lies_in("192.0.2.1", networks)
    (True, True, False)
    """
    address = _address(asker)
    return address is not None and any(address in network for network in networks)


def _address(asker: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(asker.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address
