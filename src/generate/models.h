/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_MODELS_H
#define BURNISH_MODELS_H

#include <cjson/cJSON.h>

#include "settings.h"
#include "size.h"

/* What is known of the models, as dated data: presets/models.json, which is built in,
 * or $XDG_CONFIG_HOME/burnish/models.json in its place. */
typedef struct BurnishModels BurnishModels;

/* One model; NULL stands for one that is not known, and every function takes that: it
 * has no limits, so whatever was asked for is passed on. */
typedef cJSON BurnishModel;

/* NULL with vips_error() when the user's file is broken. */
BurnishModels *burnish_models_open(void);
void burnish_models_free(BurnishModels *models);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishModels, burnish_models_free)

/* "2026-11-23": when the data was true. */
const char *burnish_models_as_of(const BurnishModels *models);
/* What is used when nobody says. */
const char *burnish_models_default(const BurnishModels *models);
const char *burnish_models_default_mainline(const BurnishModels *models);

/* By its name or by one of its snapshots'. */
const BurnishModel *burnish_models_find(const BurnishModels *models, const char *name);
/* All names, NULL at the end; free with g_free(). */
const char **burnish_models_names(const BurnishModels *models);

/* "2026-12-01", NULL when none is set. */
const char *burnish_model_shutdown(const BurnishModel *model);
const char *burnish_model_replacement(const BurnishModel *model);

/* What is wrong with a name today ("2026-11-24"), in words with the replacement: it was
 * shut down, it will be, or it is not known. NULL when nothing is. Free with g_free(). */
char *burnish_models_warning(const BurnishModels *models, const char *name, const char *today);

/* The legal size that comes nearest to a wish; FALSE when the wish is for "auto" or the
 * model has no rules, and width and height are 0 or as wished then. */
gboolean burnish_model_fit(const BurnishModels *models, const BurnishModel *model,
	const BurnishSize *wish, int *width, int *height);

/* Output tokens of one picture: the fewest and the most it may take, where quality or size are left
 * to the API. FALSE when that is not known. */
gboolean burnish_model_tokens(const BurnishModel *model, const char *quality, const char *size,
	double *low, double *high);

/* Input tokens of one picture that goes along; a width of 0 stands for a picture whose size is not known
 * here. `fidelity` may be NULL. */
void burnish_model_input_tokens(const BurnishModel *model, const char *fidelity, int width, int height,
	double *low, double *high);

/* Dollars for a million tokens: "text_in", "image_in", "image_out", "text_out"; -1 when not known. */
double burnish_model_price(const BurnishModel *model, const char *what);
/* What a batch costs of the normal price. */
double burnish_models_batch_factor(const BurnishModels *models);

/* Whether the model can be asked for what is in the settings, as far as is known. -1 with
 * vips_error(), which names what there is. */
int burnish_model_check(const BurnishModels *models, const BurnishSettings *settings);

#endif /*BURNISH_MODELS_H*/
