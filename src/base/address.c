/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Addresses are judged when the socket is opened: a name says nothing, because whoever owns it can
 * let it lead anywhere, the second time as well.
 */

#include <string.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "address.h"

/* What the IANA registry of IPv4 special-purpose addresses (RFC 6890 and later) does not call
 * globally reachable, and multicast. */
static const struct {
	guint32 network;
	int bits;
} special[] = {
	{ 0x00000000, 8 },
	{ 0x0a000000, 8 },
	{ 0x64400000, 10 },
	{ 0x7f000000, 8 },
	{ 0xa9fe0000, 16 },
	{ 0xac100000, 12 },
	{ 0xc0000000, 24 },
	{ 0xc0000200, 24 },
	{ 0xc0a80000, 16 },
	{ 0xc6120000, 15 },
	{ 0xc6336400, 24 },
	{ 0xcb007100, 24 },
	{ 0xe0000000, 4 },
	{ 0xf0000000, 4 },
};

static gboolean
is_public_v4(guint32 address)
{
	for (guint i = 0; i < G_N_ELEMENTS(special); i++)
		if ((address ^ special[i].network) >> (32 - special[i].bits) == 0)
			return FALSE;

	return TRUE;
}

static guint32
embedded(const struct in6_addr *address, int at)
{
	const guint8 *b = address->s6_addr + at;

	return (guint32) b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

/* Of IPv6, only 2000::/3 is given out; in it, documentation, benchmarking, ORCHID and Teredo
 * (2001::/23 but for what is rare, 2001:db8::/32), and 6to4, which leads to an IPv4 address. */
static gboolean
is_public_v6(const struct in6_addr *address)
{
	const guint8 *b = address->s6_addr;

	if (IN6_IS_ADDR_V4MAPPED(address))
		return is_public_v4(embedded(address, 12));
	if ((b[0] & 0xe0) != 0x20)
		return FALSE;
	if (b[0] == 0x20 && b[1] == 0x01 && (b[2] < 0x02 || (b[2] == 0x0d && b[3] == 0xb8)))
		return FALSE;
	if (b[0] == 0x20 && b[1] == 0x02)
		return is_public_v4(embedded(address, 2));
	/* 3fff::/20, RFC 9637. */
	if (b[0] == 0x3f && b[1] == 0xff && b[2] < 0x10)
		return FALSE;

	return TRUE;
}

gboolean
burnish_address_is_public(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return is_public_v4(ntohl(((const struct sockaddr_in *) (const void *) address)->sin_addr.s_addr));
	if (address->sa_family == AF_INET6)
		return is_public_v6(&((const struct sockaddr_in6 *) (const void *) address)->sin6_addr);

	return FALSE;
}

gboolean
burnish_address_is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET)
		return ntohl(((const struct sockaddr_in *) (const void *) address)->sin_addr.s_addr) >> 24 == 127;
	if (address->sa_family == AF_INET6) {
		const struct in6_addr *v6 = &((const struct sockaddr_in6 *) (const void *) address)->sin6_addr;

		return IN6_IS_ADDR_LOOPBACK(v6) || (IN6_IS_ADDR_V4MAPPED(v6) && embedded(v6, 12) >> 24 == 127);
	}

	return FALSE;
}

gboolean
burnish_address_is_loopback_name(const char *host)
{
	struct in_addr v4;

	return g_ascii_strcasecmp(host, "localhost") == 0 || g_str_equal(host, "::1") ||
		(inet_pton(AF_INET, host, &v4) == 1 && ntohl(v4.s_addr) >> 24 == 127);
}
