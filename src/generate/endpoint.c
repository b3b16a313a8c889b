/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The address and the account: what the official libraries take from the environment, in the same
 * words, and Azure's forms of it.
 */

#include <string.h>

#include <burnish.h>

#include "../base/address.h"
#include "endpoint.h"

#define OPENAI "https://api.openai.com/v1"

/* What Azure's newer form wants to hear when nobody says which. */
#define AZURE_VERSION "preview"

static const char *
get(const char *variable)
{
	const char *text = g_getenv(variable);

	return text && *text ? text : NULL;
}

static char *
without_slash(const char *text)
{
	gsize length = strlen(text);

	while (length > 0 && text[length - 1] == '/')
		length--;

	return g_strndup(text, length);
}

/* A key must not be readable on the way. */
static int
check_base(const char *base)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GUri) uri = g_uri_parse(base, G_URI_FLAGS_HAS_PASSWORD, &error);

	if (!uri) {
		vips_error("base URL", "%s", error->message);
		return -1;
	}
	if (g_uri_get_userinfo(uri)) {
		vips_error("base URL", "must have no name and password in it");
		return -1;
	}
	const char *host = g_uri_get_host(uri);
	if (!host || !*host || g_uri_get_query(uri) || g_uri_get_fragment(uri)) {
		vips_error("base URL", "\"%s\" is no address of an API, such as " OPENAI, base);
		return -1;
	}
	if (g_str_equal(g_uri_get_scheme(uri), "https"))
		return 0;
	if (!g_str_equal(g_uri_get_scheme(uri), "http") || !burnish_address_is_loopback_name(host)) {
		vips_error("base URL", "\"%s\" is not https; plain http goes to this machine only", base);
		return -1;
	}

	return 0;
}

static gboolean
is_azure_host(const char *base)
{
	g_autoptr(GUri) uri = g_uri_parse(base, G_URI_FLAGS_NONE, NULL);
	const char *host = uri ? g_uri_get_host(uri) : NULL;

	return host && (g_str_has_suffix(host, ".openai.azure.com") || g_str_has_suffix(host, ".services.ai.azure.com") || g_str_has_suffix(host, ".cognitiveservices.azure.com"));
}

static int
set_base(BurnishEndpoint *endpoint, const BurnishEndpointOptions *options)
{
	const char *base = options->base_url ? options->base_url : get("OPENAI_BASE_URL");
	const char *azure = get("AZURE_OPENAI_ENDPOINT");
	const char *version = get("OPENAI_API_VERSION");

	if (base) {
		endpoint->base = without_slash(base);
		endpoint->dialect = is_azure_host(base) ? BURNISH_DIALECT_AZURE : BURNISH_DIALECT_OPENAI;
	}
	else if (azure) {
		g_autofree char *bare = without_slash(azure);

		endpoint->base = g_strconcat(bare, version ? "/openai" : "/openai/v1", NULL);
		endpoint->dialect = version ? BURNISH_DIALECT_AZURE_CLASSIC : BURNISH_DIALECT_AZURE;
	}
	else
		endpoint->base = g_strdup(OPENAI);
	if (endpoint->dialect != BURNISH_DIALECT_OPENAI)
		endpoint->api_version = g_strdup(version ? version : AZURE_VERSION);

	return check_base(endpoint->base);
}

static int
set_key(BurnishEndpoint *endpoint, const BurnishEndpointOptions *options)
{
	gboolean is_azure = endpoint->dialect != BURNISH_DIALECT_OPENAI;

	endpoint->is_api_key = is_azure;
	if (options->key_file || options->key_command) {
		endpoint->key = options->key_file
			? burnish_secret_from_file(options->key_file)
			: burnish_secret_from_command(options->key_command);
		return endpoint->key ? 0 : -1;
	}
	if (is_azure) {
		if (burnish_secret_from_environment("AZURE_OPENAI_API_KEY", &endpoint->key))
			return -1;
		if (endpoint->key)
			return 0;
		if (burnish_secret_from_environment("AZURE_OPENAI_AD_TOKEN", &endpoint->key))
			return -1;
		if (endpoint->key) {
			endpoint->is_api_key = FALSE;
			return 0;
		}
	}

	return burnish_secret_from_environment("OPENAI_API_KEY", &endpoint->key);
}

static int
add_header(GPtrArray *headers, const char *name, const char *value)
{
	for (const char *p = name; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr("!#$%&'*+-.^_`|~", *p)) {
			vips_error("OPENAI_CUSTOM_HEADERS", "\"%s\" is no name of a header", name);
			return -1;
		}
	for (const char *p = value; *p; p++)
		if (g_ascii_iscntrl(*p) && *p != '\t') {
			/* Not the value itself, which may be secret. */
			vips_error(name, "has a character in it that no header has");
			return -1;
		}
	g_ptr_array_add(headers, g_strdup_printf("%s: %s", name, value));

	return 0;
}

/* One "Name: value" a line. */
static int
add_custom_headers(GPtrArray *headers, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (int i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);
		char *colon = strchr(line, ':');

		if (!*line)
			continue;
		if (!colon || colon == line) {
			vips_error("OPENAI_CUSTOM_HEADERS", "line %d is no \"Name: value\"", i + 1);
			return -1;
		}
		*colon = '\0';
		if (add_header(headers, g_strchomp(line), g_strchug(colon + 1)))
			return -1;
	}

	return 0;
}

static int
set_headers(BurnishEndpoint *endpoint)
{
	g_autoptr(GPtrArray) headers = g_ptr_array_new_with_free_func(g_free);
	const char *organization = get("OPENAI_ORG_ID");
	const char *project = get("OPENAI_PROJECT_ID");
	const char *custom = get("OPENAI_CUSTOM_HEADERS");

	if ((organization && add_header(headers, "OpenAI-Organization", organization)) ||
		(project && add_header(headers, "OpenAI-Project", project)) ||
		(custom && add_custom_headers(headers, custom)))
		return -1;
	g_ptr_array_add(headers, NULL);
	endpoint->headers = g_strdupv((char **) headers->pdata);

	return 0;
}

BurnishEndpoint *
burnish_endpoint_new(const BurnishEndpointOptions *options)
{
	g_autoptr(BurnishEndpoint) endpoint = g_new0(BurnishEndpoint, 1);

	if (set_base(endpoint, options) || set_key(endpoint, options) || set_headers(endpoint))
		return NULL;

	return g_steal_pointer(&endpoint);
}

void
burnish_endpoint_free(BurnishEndpoint *endpoint)
{
	if (!endpoint)
		return;

	g_free(endpoint->base);
	g_free(endpoint->api_version);
	burnish_secret_free(endpoint->key);
	g_strfreev(endpoint->headers);
	g_free(endpoint);
}

char *
burnish_endpoint_url(const BurnishEndpoint *endpoint, const char *path, const char *model)
{
	g_autoptr(GString) url = g_string_new(endpoint->base);

	/* Of all paths, only those of pictures have a deployment in them. */
	if (endpoint->dialect == BURNISH_DIALECT_AZURE_CLASSIC && model && g_str_has_prefix(path, "/images/")) {
		g_string_append(url, "/deployments/");
		g_string_append_uri_escaped(url, model, NULL, FALSE);
	}
	g_string_append(url, path);
	if (endpoint->api_version) {
		g_string_append(url, strchr(path, '?') ? "&api-version=" : "?api-version=");
		g_string_append_uri_escaped(url, endpoint->api_version, NULL, FALSE);
	}

	return g_string_free(g_steal_pointer(&url), FALSE);
}

static gboolean
has_header(const BurnishEndpoint *endpoint, const char *name)
{
	gsize length = strlen(name);

	for (int i = 0; endpoint->headers[i]; i++)
		if (g_ascii_strncasecmp(endpoint->headers[i], name, length) == 0 && endpoint->headers[i][length] == ':')
			return TRUE;

	return FALSE;
}

gboolean
burnish_endpoint_has_key(const BurnishEndpoint *endpoint)
{
	/* A gateway's own way of knowing us counts as well. */
	return endpoint->key || has_header(endpoint, "Authorization") || has_header(endpoint, "api-key");
}

char **
burnish_endpoint_show_headers(const BurnishEndpoint *endpoint)
{
	GPtrArray *shown = g_ptr_array_new();

	if (endpoint->key || endpoint->headers[0] == NULL)
		g_ptr_array_add(shown, g_strdup(endpoint->is_api_key ? "api-key: [hidden]" : "Authorization: Bearer [hidden]"));
	for (int i = 0; endpoint->headers[i]; i++) {
		gsize length = strcspn(endpoint->headers[i], ":");
		g_ptr_array_add(shown, g_strdup_printf("%.*s: [hidden]", (int) length, endpoint->headers[i]));
	}
	g_ptr_array_add(shown, NULL);

	return (char **) g_ptr_array_free(shown, FALSE);
}

int
burnish_endpoint_no_key(const BurnishEndpoint *endpoint)
{
	vips_error("no key", "set %s, or give --key-file FILE or --key-command COMMAND; keys are made at https://platform.openai.com/api-keys",
		endpoint->dialect == BURNISH_DIALECT_OPENAI ? "OPENAI_API_KEY" : "AZURE_OPENAI_API_KEY");

	return -1;
}
