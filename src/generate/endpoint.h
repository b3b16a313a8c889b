/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ENDPOINT_H
#define BURNISH_ENDPOINT_H

#include "../base/secret.h"

/* Where the API is and who we are there: the variables of the official SDKs, or options. */

typedef struct {
	/* NULL: OPENAI_BASE_URL, or OpenAI's; or AZURE_OPENAI_ENDPOINT. */
	const char *base_url;
	const char *key_file;
	const char *key_command;
} BurnishEndpointOptions;

typedef enum {
	BURNISH_DIALECT_OPENAI,
	/* https://NAME.openai.azure.com/openai/v1: the model is the deployment. */
	BURNISH_DIALECT_AZURE,
	/* …/openai/deployments/DEPLOYMENT/images/…?api-version=… */
	BURNISH_DIALECT_AZURE_CLASSIC,
} BurnishDialect;

typedef struct {
	BurnishDialect dialect;
	/* Without a slash at its end. */
	char *base;
	char *api_version;
	/* NULL when none was given: enough for a dry run. */
	BurnishSecret *key;
	/* Whether the key goes as "api-key". */
	gboolean is_api_key;
	/* "Name: value", NULL at the end: organization, project, and the user's own. */
	char **headers;
} BurnishEndpoint;

/* NULL with vips_error(): a base URL that is not https and not on this machine, or a key that
 * cannot be read. No key at all is no error here. */
BurnishEndpoint *burnish_endpoint_new(const BurnishEndpointOptions *options);
void burnish_endpoint_free(BurnishEndpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishEndpoint, burnish_endpoint_free)

/* The address of a path of the API, with the model where it belongs there. Free with g_free(). */
char *burnish_endpoint_url(const BurnishEndpoint *endpoint, const char *path, const char *model);

/* The names of the headers that say who we are, with their values hidden, for a dry run. */
char **burnish_endpoint_show_headers(const BurnishEndpoint *endpoint);

/* Whether there is anything that says who we are; and "no key: …" with what to do, in
 * vips_error(), which returns -1. */
gboolean burnish_endpoint_has_key(const BurnishEndpoint *endpoint);
int burnish_endpoint_no_key(const BurnishEndpoint *endpoint);

#endif /*BURNISH_ENDPOINT_H*/
