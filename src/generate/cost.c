/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include <math.h>
#include <string.h>

#include "cost.h"

/* Prices are for so many tokens. */
#define MILLION 1e6

/* Four characters a token is what the API's makers say of English. */
#define CHARACTERS_A_TOKEN 4.0

/* Each partial image, by the API's documentation. */
#define PARTIAL_TOKENS 100

static double
price(const BurnishModel *model, const char *what)
{
	return MAX(0, burnish_model_price(model, what)) / MILLION;
}

/* A picture that goes along, NULL for one that the API has from before. */
static void
add_picture(BurnishCost *cost, const BurnishModel *model, const BurnishSettings *settings, const BurnishReference *reference)
{
	double low;
	double high;

	burnish_model_input_tokens(model, settings->fidelity, reference ? reference->width : 0, reference ? reference->height : 0, &low, &high);
	cost->tokens_low += low;
	cost->tokens_high += high;
	cost->low += low * price(model, "image_in");
	cost->high += high * price(model, "image_in");
}

static void
add_input(BurnishCost *cost, const BurnishModel *model, const BurnishSettings *settings)
{
	double text = ceil((settings->prompt ? g_utf8_strlen(settings->prompt, -1) : 0) / CHARACTERS_A_TOKEN);

	cost->tokens_low += text;
	cost->tokens_high += text;
	cost->low += text * price(model, "text_in");
	cost->high += text * price(model, "text_in");
	for (guint i = 0; i < settings->references->len; i++)
		add_picture(cost, model, settings, settings->references->pdata[i]);
	for (guint i = 0; i < settings->calls->len; i++)
		add_picture(cost, model, settings, NULL);
	if (settings->previous)
		add_picture(cost, model, settings, NULL);
}

/* Of a number of pictures. */
static BurnishCost
estimate(const BurnishModels *models, const BurnishSettings *settings, int n)
{
	const BurnishModel *model = burnish_models_find(models, settings->model);
	BurnishCost cost = { 0 };
	double low;
	double high;

	if (!burnish_model_tokens(model, settings->quality, settings->size, &low, &high) ||
		burnish_model_price(model, "image_out") < 0)
		return cost;
	cost.is_known = TRUE;
	high += PARTIAL_TOKENS * MAX(0, settings->partials);
	cost.tokens_low = low * n;
	cost.tokens_high = high * n;
	cost.low = cost.tokens_low * price(model, "image_out");
	cost.high = cost.tokens_high * price(model, "image_out");
	add_input(&cost, model, settings);

	return cost;
}

BurnishCost
burnish_cost_estimate(const BurnishModels *models, const BurnishSettings *settings)
{
	return estimate(models, settings, MAX(1, settings->n));
}

/* What was lost, or came to nothing after it had begun, may have been made all the same. */
static gboolean
may_be_billed(const BurnishResponse *response)
{
	const BurnishApiError *error = &response->error;

	return error->kind == BURNISH_API_LOST || error->kind == BURNISH_API_ANSWER ||
		(error->kind == BURNISH_API_INTERRUPTED && response->attempts > 0) ||
		(error->kind != BURNISH_API_OK && error->kind != BURNISH_API_RATE && error->status == 200);
}

BurnishCost
burnish_cost_of(const BurnishModels *models, const BurnishSettings *settings, const BurnishResponse *response)
{
	const BurnishModel *model = burnish_models_find(models, settings->model);
	const BurnishUsage *usage = &response->usage;
	BurnishCost cost = { 0 };

	if (usage->output < 0 && response->images->len == 0 && may_be_billed(response))
		return burnish_cost_estimate(models, settings);
	if (response->cached || (response->images->len == 0 && usage->output < 0))
		return (BurnishCost){ .is_known = TRUE, .is_counted = TRUE };
	if (response->is_mainline_usage || usage->output < 0 || usage->input < 0)
		return estimate(models, settings, response->images->len);

	cost.is_counted = TRUE;
	cost.tokens_low = cost.tokens_high = usage->input + usage->output;
	if (burnish_model_price(model, "image_out") < 0)
		return cost;
	cost.is_known = TRUE;
	/* What is not told apart is taken for what costs more. */
	double image_in = usage->input_image >= 0 ? usage->input_image : settings->references->len > 0 ? usage->input
																								   : 0;
	double text_in = usage->input_text >= 0 ? usage->input_text : usage->input - image_in;
	double text_out = MAX(0, usage->output_text);
	double image_out = usage->output_image >= 0 ? usage->output_image : usage->output - text_out;
	/* Where text has no price of its own, it is billed as the picture. */
	double text_price = burnish_model_price(model, "text_out") >= 0 ? price(model, "text_out") : price(model, "image_out");
	cost.low = cost.high = text_in * price(model, "text_in") + image_in * price(model, "image_in") +
		text_out * text_price + image_out * price(model, "image_out");

	return cost;
}

void
burnish_cost_discount(const BurnishModels *models, BurnishCost *cost)
{
	cost->low *= burnish_models_batch_factor(models);
	cost->high *= burnish_models_batch_factor(models);
}

void
burnish_cost_add(BurnishCost *sum, const BurnishCost *cost)
{
	gboolean is_first = sum->tokens_high == 0 && sum->high == 0;

	sum->low += cost->low;
	sum->high += cost->high;
	sum->tokens_low += cost->tokens_low;
	sum->tokens_high += cost->tokens_high;
	sum->is_known = cost->is_known && (is_first || sum->is_known);
	sum->is_counted = cost->is_counted && (is_first || sum->is_counted);
}

/* To a tenth of a cent; below, to two digits that count. */
static char *
money(double dollars)
{
	if (dollars >= 0.0095 || dollars == 0)
		return g_strdup_printf("$%.3f", dollars);

	return g_strdup_printf("$%.2g", dollars);
}

char *
burnish_cost_to_text(const BurnishCost *cost)
{
	g_autofree char *low = money(cost->low);
	g_autofree char *high = money(cost->high);
	const char *about = cost->is_counted ? "" : "about ";

	if (!cost->is_known && cost->tokens_high == 0)
		return g_strdup("price not known");
	if (!cost->is_known)
		return g_strdup_printf("%s%.0f tokens, price not known", about, cost->tokens_high);
	if (g_str_equal(low, high))
		return g_strdup_printf("%s%.0f tokens, %s", about, cost->tokens_high, high);

	return g_strdup_printf("%s%.0f to %.0f tokens, %s to %s", about, cost->tokens_low, cost->tokens_high, low, high);
}
