"""IP addresses: whether an address is on the public internet, in every form in which it can be written. Pure."""

import ipaddress
import socket
from collections.abc import Iterable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA's registries of special-purpose addresses, since what ``ipaddress`` knows of them depends on Python's version.
_SPECIAL = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "100.64.0.0/10",  # shared by carriers; some clouds keep their metadata there
        "168.63.129.16/32",  # the metadata of a cloud, at an address that is otherwise public
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
        "198.18.0.0/15",  # benchmarks
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_SPECIAL6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")  # RFC 4291
_ISATAP = frozenset((0x00005EFE, 0x02005EFE))  # RFC 5214: the 32 bits before the IPv4 address


def is_public(address: Address) -> bool:
    """Whether an address is on the public internet; an IPv6 form of an IPv4 address counts as that address."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast and not any(address in net for net in _SPECIAL)
    embedded = embedded_ipv4(address)
    if embedded is not None and not is_public(embedded):
        return False
    if address.ipv4_mapped or address in _NAT64:
        return True
    return address.is_global and address in _GLOBAL_UNICAST and not any(address in net for net in _SPECIAL6)


def is_within(address: Address, networks: Iterable[Network]) -> bool:
    """Whether one of these networks contains an address, or the IPv4 address inside it."""
    embedded = embedded_ipv4(address) if isinstance(address, ipaddress.IPv6Address) else None
    return any(form in network for network in networks for form in (address, embedded) if form is not None)


def embedded_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address inside an IPv6 address: mapped, 6to4, NAT64 or ISATAP."""
    mapped = address.ipv4_mapped or address.sixtofour
    if mapped is None and (address in _NAT64 or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP):
        mapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return mapped


def literal_addresses(host: str) -> list[Address]:
    """The address that a host name spells out, without a DNS query; empty for other names."""
    host = host.lower().removesuffix(".")
    if host == "localhost" or host.endswith(".localhost"):
        return [ipaddress.IPv4Address("127.0.0.1")]
    try:
        return [ipaddress.ip_address(host.strip("[]"))]
    except ValueError:
        pass
    try:
        return [ipaddress.IPv4Address(socket.inet_aton(host))]  # 127.1, 0x7f000001, 017700000001, 2130706433
    except (OSError, UnicodeError):
        return []
