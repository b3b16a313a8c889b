/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ACCOUNT_H
#define BURNISH_ACCOUNT_H

#include "../base/secret.h"
#include "location.h"

/* Who we are for an object store, and where that is: from the variables and files of the AWS
 * tools, in their words and their order. */
typedef struct {
	BurnishSecret *id;
	BurnishSecret *key;
	/* With credentials for a time only, else NULL. */
	BurnishSecret *token;

	char *region;
	/* Scheme and host, and what comes before the bucket; no slash at the end. NULL: AWS. */
	char *endpoint;
	/* The bucket is in the path and not in the name of the host. */
	gboolean path_style;
} BurnishAccount;

/* Variables with secrets are wiped in the memory of this process. NULL with vips_error(). */
BurnishAccount *burnish_account_new(void);
void burnish_account_free(BurnishAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishAccount, burnish_account_free)

/* Where an object is asked for, without a query. Free with g_free(). */
char *burnish_account_url(const BurnishAccount *account, const BurnishLocation *location);

/* An environment in which burnish_account_new() makes the same account: `base` with what is
 * needed for it. For processes of ours; free with burnish_account_wipe_environment(). */
char **burnish_account_environment(const BurnishAccount *account, char **base);
void burnish_account_wipe_environment(char **environment);
/* Whether this process has such an environment. */
gboolean burnish_account_is_given(void);

#endif /*BURNISH_ACCOUNT_H*/
