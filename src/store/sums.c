/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <unistd.h>

#include <vips/vips.h>

#include "sums.h"

#define BLOCK 65536

static void
end(GChecksum *md5_sum, GChecksum *sha256_sum, guint8 *md5, char *sha256)
{
	gsize length = BURNISH_MD5_SIZE;

	g_checksum_get_digest(md5_sum, md5, &length);
	g_checksum_free(md5_sum);
	if (sha256) {
		g_strlcpy(sha256, g_checksum_get_string(sha256_sum), BURNISH_SHA256_SIZE);
		g_checksum_free(sha256_sum);
	}
}

int
burnish_sums_file(int fd, gint64 offset, gint64 length, guint8 *md5, char *sha256)
{
	GChecksum *md5_sum = g_checksum_new(G_CHECKSUM_MD5);
	GChecksum *sha256_sum = sha256 ? g_checksum_new(G_CHECKSUM_SHA256) : NULL;
	guint8 buffer[BLOCK];
	gint64 left = length;

	while (left > 0) {
		ssize_t n = pread(fd, buffer, MIN(left, BLOCK), offset + length - left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		g_checksum_update(md5_sum, buffer, n);
		if (sha256)
			g_checksum_update(sha256_sum, buffer, n);
		left -= n;
	}
	end(md5_sum, sha256_sum, md5, sha256);
	if (left > 0)
		vips_error(NULL, "cannot read what is to be sent: %s", g_strerror(errno));

	return left > 0 ? -1 : 0;
}

void
burnish_sums_text(const char *text, guint8 *md5, char *sha256)
{
	GChecksum *md5_sum = g_checksum_new(G_CHECKSUM_MD5);
	GChecksum *sha256_sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(md5_sum, (const guchar *) text, -1);
	g_checksum_update(sha256_sum, (const guchar *) text, -1);
	end(md5_sum, sha256_sum, md5, sha256);
}
