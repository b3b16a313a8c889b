/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ADDRESS_H
#define BURNISH_ADDRESS_H

#include <sys/socket.h>

#include <glib.h>

/* Which addresses are whose. */

/* This machine only. */
gboolean burnish_address_is_loopback(const struct sockaddr *address);

/* Reachable by everybody: neither this machine, nor a private or shared network, nor reserved. */
gboolean burnish_address_is_public(const struct sockaddr *address);

/* "localhost", "127.0.0.1", "::1" and what is like them, by name. */
gboolean burnish_address_is_loopback_name(const char *host);

#endif /*BURNISH_ADDRESS_H*/
