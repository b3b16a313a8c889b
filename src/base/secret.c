/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Keys. A request may take minutes, and there may be thousands of them; all that time the key lies here
 * under a random mask, and whatever held it in the clear has been wiped.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include <burnish.h>

#include "secret.h"

/* Longer than any key or token; what is longer is another file. */
#define MAX_KEY 16384

struct BurnishSecret {
	gsize length;
	guint8 *masked;
	guint8 *mask;
};

void
burnish_secret_wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	g_free(text);
}

void
burnish_secret_free(BurnishSecret *secret)
{
	if (!secret)
		return;

	explicit_bzero(secret->mask, secret->length);
	explicit_bzero(secret->masked, secret->length);
	g_free(secret->mask);
	g_free(secret->masked);
	g_free(secret);
}

static BurnishSecret *
secret_new(const char *key, gsize length)
{
	BurnishSecret *secret;

	for (gsize i = 0; i < length; i++)
		/* Those would end the header or be no header at all. */
		if (!g_ascii_isgraph(key[i])) {
			vips_error("key", "has a character in it that no key has; is it the right file or command?");
			return NULL;
		}
	if (length == 0) {
		vips_error("key", "is empty");
		return NULL;
	}

	secret = g_new0(BurnishSecret, 1);
	secret->length = length;
	secret->mask = g_malloc(length);
	secret->masked = g_malloc(length);
	if (getrandom(secret->mask, length, 0) != (ssize_t) length)
		memset(secret->mask, 0xa5, length);
	for (gsize i = 0; i < length; i++)
		secret->masked[i] = key[i] ^ secret->mask[i];

	return secret;
}

BurnishSecret *
burnish_secret_take(char *text, gsize length)
{
	gsize start = 0;
	gsize end = length;

	while (start < end && g_ascii_isspace(text[start]))
		start++;
	while (end > start && g_ascii_isspace(text[end - 1]))
		end--;
	BurnishSecret *secret = secret_new(text + start, end - start);
	explicit_bzero(text, length);

	return secret;
}

/* Not by stdio or GLib, which keep copies in buffers of theirs. */
static BurnishSecret *
secret_read(int fd, const char *origin)
{
	char text[MAX_KEY + 1];
	gsize length = 0;
	ssize_t n;

	while (length < sizeof(text) && ((n = read(fd, text + length, sizeof(text) - length)) > 0 || (n < 0 && errno == EINTR)))
		length += MAX(n, 0);
	if (n < 0) {
		vips_error(origin, "cannot be read: %s", g_strerror(errno));
		explicit_bzero(text, sizeof(text));
		return NULL;
	}
	if (length > MAX_KEY) {
		vips_error(origin, "is too long for a key");
		explicit_bzero(text, sizeof(text));
		return NULL;
	}

	return burnish_secret_take(text, length);
}

BurnishSecret *
burnish_secret_from_file(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		vips_error(path, "cannot be read: %s", g_strerror(errno));
		return NULL;
	}
	BurnishSecret *secret = secret_read(fd, path);
	close(fd);

	return secret;
}

BurnishSecret *
burnish_secret_from_command(const char *command)
{
	g_auto(GStrv) argv = NULL;
	g_autoptr(GError) error = NULL;
	GPid pid;
	int fd;
	int status = 0;

	if (!g_shell_parse_argv(command, NULL, &argv, &error) ||
		!g_spawn_async_with_pipes(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &fd, NULL, &error)) {
		vips_error("key command", "%s", error->message);
		return NULL;
	}
	g_autoptr(BurnishSecret) secret = secret_read(fd, "key command");
	close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	/* What a command that failed printed is no key. */
	if (status != 0) {
		vips_error_clear();
		vips_error("key command", "\"%s\" failed", argv[0]);
		return NULL;
	}

	return g_steal_pointer(&secret);
}

int
burnish_secret_from_environment(const char *variable, BurnishSecret **secret)
{
	/* Not g_getenv(): the text itself is needed, which is what others see in /proc. */
	char *text = getenv(variable);

	*secret = NULL;
	if (!text || !*text)
		return 0;
	*secret = burnish_secret_take(text, strlen(text));
	unsetenv(variable);

	return *secret ? 0 : -1;
}

char *
burnish_secret_reveal(const BurnishSecret *secret, const char *prefix)
{
	gsize head = strlen(prefix);
	char *text = g_malloc(head + secret->length + 1);

	memcpy(text, prefix, head);
	for (gsize i = 0; i < secret->length; i++)
		text[head + i] = secret->masked[i] ^ secret->mask[i];
	text[head + secret->length] = '\0';

	return text;
}

char *
burnish_secret_redact(const BurnishSecret *secret, const char *text)
{
	if (!text)
		return NULL;
	if (!secret)
		return g_strdup(text);

	char *key = burnish_secret_reveal(secret, "");
	g_auto(GStrv) parts = g_strsplit(text, key, -1);
	burnish_secret_wipe(key);

	return g_strjoinv("[key]", parts);
}
