/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The account of an object store. Variables come first, then the profile of the files in
 * ~/.aws, as with the tools of AWS, so that whoever can use those can use this.
 */

#include <string.h>

#include <vips/vips.h>

#include "../base/address.h"
#include "account.h"

#define ID "AWS_ACCESS_KEY_ID"
#define KEY "AWS_SECRET_ACCESS_KEY"
#define TOKEN "AWS_SESSION_TOKEN"
#define REGION "AWS_REGION"
#define ENDPOINT "AWS_ENDPOINT_URL_S3"
/* The AWS tools have this in their files only. */
#define ADDRESSING "BURNISH_S3_ADDRESSING"

/* From a process of ours. */
#define GIVEN "BURNISH_S3_GIVEN"

/* Where nobody says, as everybody does it. */
#define DEFAULT_REGION "us-east-1"

static const char *
get(const char *variable)
{
	const char *text = g_getenv(variable);

	return text && *text ? text : NULL;
}

void
burnish_account_free(BurnishAccount *account)
{
	if (!account)
		return;

	burnish_secret_free(account->id);
	burnish_secret_free(account->key);
	burnish_secret_free(account->token);
	g_free(account->region);
	g_free(account->endpoint);
	g_free(account);
}

/* ---- The files ---- */

/* A profile, as what both files say of it. */
typedef struct {
	GKeyFile *credentials;
	GKeyFile *config;
	char *name;
	char *section;
	/* It was asked for by its name. */
	gboolean is_named;
} Profile;

static void
profile_clear(Profile *profile)
{
	g_key_file_unref(profile->credentials);
	g_key_file_unref(profile->config);
	g_free(profile->name);
	g_free(profile->section);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Profile, profile_clear)

/* A file that is not there says nothing. */
static int
read_file(GKeyFile *file, const char *variable, const char *name)
{
	g_autofree char *usual = g_build_filename(g_get_home_dir(), ".aws", name, NULL);
	const char *path = get(variable) ? get(variable) : usual;
	g_autoptr(GError) error = NULL;
	char *text;

	if (!g_file_get_contents(path, &text, NULL, &error)) {
		if (g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) && !get(variable))
			return 0;
		vips_g_error(&error);
		return -1;
	}
	gboolean good = g_key_file_load_from_data(file, text, strlen(text), G_KEY_FILE_NONE, NULL);
	burnish_secret_wipe(text);
	/* What is wrong with it has text of it in it. */
	if (!good)
		vips_error(NULL, "\"%s\" is no file of profiles", path);

	return good ? 0 : -1;
}

static int
profile_read(Profile *profile)
{
	const char *name = get("AWS_PROFILE");

	profile->credentials = g_key_file_new();
	profile->config = g_key_file_new();
	profile->is_named = name != NULL;
	profile->name = g_strdup(name ? name : "default");
	profile->section = name && !g_str_equal(name, "default") ? g_strconcat("profile ", name, NULL) : g_strdup("default");
	if (read_file(profile->credentials, "AWS_SHARED_CREDENTIALS_FILE", "credentials") || read_file(profile->config, "AWS_CONFIG_FILE", "config"))
		return -1;
	if (name && !g_key_file_has_group(profile->credentials, name) && !g_key_file_has_group(profile->config, profile->section)) {
		vips_error(NULL, "no profile \"%s\" in the files of AWS (see AWS_PROFILE)", name);
		return -1;
	}

	return 0;
}

static char *
profile_get(const Profile *profile, const char *key)
{
	char *text = g_key_file_get_value(profile->credentials, profile->name, key, NULL);

	return text ? text : g_key_file_get_value(profile->config, profile->section, key, NULL);
}

static int
profile_secret(const Profile *profile, const char *key, BurnishSecret **secret)
{
	char *text = profile_get(profile, key);

	if (text && *text)
		*secret = burnish_secret_take(text, strlen(text));
	gboolean good = !text || !*text || *secret;
	g_free(text);

	return good ? 0 : -1;
}

/* ---- The account ---- */

static int
set_credentials(BurnishAccount *account, const Profile *profile)
{
	if (burnish_secret_from_environment(ID, &account->id) || burnish_secret_from_environment(KEY, &account->key) ||
		burnish_secret_from_environment(TOKEN, &account->token))
		return -1;
	if (account->id && account->key)
		return 0;
	if (account->id || account->key) {
		vips_error(NULL, "%s is set and %s is not", account->id ? ID : KEY, account->id ? KEY : ID);
		return -1;
	}
	g_clear_pointer(&account->token, burnish_secret_free);
	if (profile_secret(profile, "aws_access_key_id", &account->id) || profile_secret(profile, "aws_secret_access_key", &account->key) ||
		profile_secret(profile, "aws_session_token", &account->token))
		return -1;
	if (account->id && account->key)
		return 0;
	vips_error(NULL, "no credentials: set " ID " and " KEY ", or have them in ~/.aws/credentials%s", profile->is_named ? " under AWS_PROFILE" : "");

	return -1;
}

static int
set_region(BurnishAccount *account, const Profile *profile)
{
	const char *text = get(REGION) ? get(REGION) : get("AWS_DEFAULT_REGION");
	g_autofree char *own = profile_get(profile, "region");

	account->region = g_strdup(text ? text : own && *own ? own
														 : DEFAULT_REGION);
	/* It becomes part of a host and of a header. */
	for (const char *p = account->region; *p; p++)
		if (!g_ascii_isalnum(*p) && !strchr("-_", *p)) {
			vips_error(NULL, "\"%s\" is no name of a region (see " REGION ")", account->region);
			return -1;
		}

	return 0;
}

/* Who signs must not be sent astray, and pictures are nobody else's. */
static int
check_endpoint(const char *endpoint)
{
	g_autoptr(GUri) uri = g_uri_parse(endpoint, G_URI_FLAGS_HAS_PASSWORD, NULL);
	const char *host = uri ? g_uri_get_host(uri) : NULL;

	if (!host || !*host || g_uri_get_userinfo(uri) || g_uri_get_query(uri) || g_uri_get_fragment(uri)) {
		/* It may have a password in it. */
		vips_error(NULL, "the endpoint is no address such as https://s3.example.com (see " ENDPOINT ")");
		return -1;
	}
	if (g_str_equal(g_uri_get_scheme(uri), "https") || (g_str_equal(g_uri_get_scheme(uri), "http") && burnish_address_is_loopback_name(host)))
		return 0;
	vips_error(NULL, "the endpoint \"%s\" is not https; plain http goes to this machine only", endpoint);

	return -1;
}

static int
set_endpoint(BurnishAccount *account, const Profile *profile)
{
	const char *text = get(ENDPOINT) ? get(ENDPOINT) : get("AWS_ENDPOINT_URL");
	g_autofree char *own = profile_get(profile, "endpoint_url");
	g_autofree char *style = get(ADDRESSING) ? g_strdup(get(ADDRESSING)) : profile_get(profile, "addressing_style");

	if (!text && own && *own)
		text = own;
	account->endpoint = g_strdup(text);
	for (gsize n = text ? strlen(text) : 0; n > 0 && text[n - 1] == '/'; n--)
		account->endpoint[n - 1] = '\0';
	/* Who has a server of his own seldom has a name for every bucket. */
	account->path_style = style && !g_str_equal(style, "auto") ? g_str_equal(style, "path") : text != NULL;
	if (style && !g_str_equal(style, "path") && !g_str_equal(style, "virtual") && !g_str_equal(style, "auto")) {
		vips_error(NULL, "\"%s\" is none of auto, path and virtual (see " ADDRESSING ")", style);
		return -1;
	}

	return account->endpoint ? check_endpoint(account->endpoint) : 0;
}

BurnishAccount *
burnish_account_new(void)
{
	g_autoptr(BurnishAccount) account = g_new0(BurnishAccount, 1);
	g_auto(Profile) profile = { NULL };

	/* Credentials last: what was read of them is wiped. */
	if (profile_read(&profile) || set_region(account, &profile) || set_endpoint(account, &profile) || set_credentials(account, &profile))
		return NULL;

	return g_steal_pointer(&account);
}

/* Whether a bucket can be a part of a host that a certificate covers. */
static gboolean
is_host(const char *bucket)
{
	for (const char *p = bucket; *p; p++)
		if (!g_ascii_islower(*p) && !g_ascii_isdigit(*p) && *p != '-')
			return FALSE;

	return strlen(bucket) <= 63;
}

char *
burnish_account_url(const BurnishAccount *account, const BurnishLocation *location)
{
	g_autofree char *aws = g_strdup_printf("https://s3.%s.amazonaws.com%s", account->region, g_str_has_prefix(account->region, "cn-") ? ".cn" : "");
	const char *endpoint = account->endpoint ? account->endpoint : aws;
	gsize scheme = strstr(endpoint, "://") + strlen("://") - endpoint;
	GString *url = g_string_new_len(endpoint, scheme);

	if (account->path_style || !is_host(location->bucket))
		g_string_append_printf(url, "%s/%s/", endpoint + scheme, location->bucket);
	else
		g_string_append_printf(url, "%s.%s/", location->bucket, endpoint + scheme);
	burnish_location_escape(url, location->key, TRUE);

	return g_string_free(url, FALSE);
}

/* Takes the value over and wipes it. */
static char **
put(char **environment, const char *variable, char *value)
{
	environment = g_environ_setenv(environment, variable, value, TRUE);
	burnish_secret_wipe(value);

	return environment;
}

char **
burnish_account_environment(const BurnishAccount *account, char **base)
{
	char **environment = g_strdupv(base);

	environment = put(environment, ID, burnish_secret_reveal(account->id, ""));
	environment = put(environment, KEY, burnish_secret_reveal(account->key, ""));
	environment = g_environ_unsetenv(environment, TOKEN);
	if (account->token)
		environment = put(environment, TOKEN, burnish_secret_reveal(account->token, ""));
	environment = g_environ_unsetenv(environment, "AWS_PROFILE");
	environment = g_environ_setenv(environment, GIVEN, "1", TRUE);
	environment = g_environ_setenv(environment, REGION, account->region, TRUE);
	environment = g_environ_setenv(environment, ADDRESSING, account->path_style ? "path" : "virtual", TRUE);
	if (account->endpoint)
		environment = g_environ_setenv(environment, ENDPOINT, account->endpoint, TRUE);

	return environment;
}

gboolean
burnish_account_is_given(void)
{
	return get(GIVEN) != NULL;
}

void
burnish_account_wipe_environment(char **environment)
{
	for (char **line = environment; line && *line; line++)
		if (g_str_has_prefix(*line, KEY "=") || g_str_has_prefix(*line, TOKEN "="))
			explicit_bzero(*line, strlen(*line));
	/* g_strfreev() looks at pointers only. */
	g_strfreev(environment);
}
