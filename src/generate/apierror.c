/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Errors of the API. Codes decide where there are any, then the HTTP status; messages only where
 * the API says it nowhere else.
 */

#include <string.h>

#include "../base/text.h"
#include "apierror.h"

/* What is kept of a page that is no JSON, and what is shown of any message. */
#define MAX_TEXT 2048
#define MAX_SHOWN 600

static const char *const kind_names[] = {
	[BURNISH_API_OK] = "ok",
	[BURNISH_API_DECLINED] = "declined",
	[BURNISH_API_QUOTA] = "quota",
	[BURNISH_API_RATE] = "rate-limit",
	[BURNISH_API_AUTH] = "not-allowed",
	[BURNISH_API_NOT_FOUND] = "not-found",
	[BURNISH_API_REQUEST] = "bad-request",
	[BURNISH_API_SERVER] = "server",
	[BURNISH_API_NETWORK] = "network",
	[BURNISH_API_LOST] = "answer-lost",
	[BURNISH_API_ANSWER] = "bad-answer",
	[BURNISH_API_INTERRUPTED] = "interrupted",
	[BURNISH_API_BUDGET] = "too-expensive",
};

/* Codes, and types where there is no code, that say what it is whatever the status: they also come
 * within a 200. */
static const struct {
	const char *word;
	BurnishApiKind kind;
} words[] = {
	{ "moderation_blocked", BURNISH_API_DECLINED },
	{ "content_policy_violation", BURNISH_API_DECLINED },
	{ "image_content_policy_violation", BURNISH_API_DECLINED },
	{ "content_filter", BURNISH_API_DECLINED },
	{ "invalid_prompt", BURNISH_API_DECLINED },
	{ "bio_policy", BURNISH_API_DECLINED },
	{ "insufficient_quota", BURNISH_API_QUOTA },
	{ "billing_hard_limit_reached", BURNISH_API_QUOTA },
	{ "billing_not_active", BURNISH_API_QUOTA },
	{ "rate_limit_exceeded", BURNISH_API_RATE },
	{ "invalid_api_key", BURNISH_API_AUTH },
	{ "unsupported_country_region_territory", BURNISH_API_AUTH },
	{ "model_not_found", BURNISH_API_NOT_FOUND },
	{ "server_error", BURNISH_API_SERVER },
	{ "vector_store_timeout", BURNISH_API_SERVER },
	{ "failed_to_download_image", BURNISH_API_REQUEST },
};

const char *
burnish_api_kind_name(BurnishApiKind kind)
{
	return kind_names[kind];
}

void
burnish_api_error_clear(BurnishApiError *error)
{
	g_free(error->message);
	g_free(error->type);
	g_free(error->code);
	g_free(error->param);
	g_free(error->request_id);
	g_free(error->stage);
	g_strfreev(error->categories);
	*error = (BurnishApiError){ .should_retry = -1 };
}

static BurnishApiKind
kind_of_status(int status)
{
	switch (status) {
	case 401:
	case 403:
		return BURNISH_API_AUTH;
	case 404:
		return BURNISH_API_NOT_FOUND;
	case 429:
		return BURNISH_API_RATE;
	/* Those two may be tried again, as the official libraries do. */
	case 408:
	case 409:
		return BURNISH_API_SERVER;
	default:
		return status >= 500 ? BURNISH_API_SERVER : BURNISH_API_REQUEST;
	}
}

static BurnishApiKind
classify(const BurnishApiError *error)
{
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_strcmp0(error->code, words[i].word) == 0 || g_strcmp0(error->type, words[i].word) == 0)
			return words[i].kind;
	if (error->stage || error->categories)
		return BURNISH_API_DECLINED;

	return kind_of_status(error->status);
}

static char *
copy_word(const cJSON *object, const char *key)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

	if (cJSON_IsNumber(item))
		return g_strdup_printf("%.15g", item->valuedouble);

	return g_strdup(cJSON_GetStringValue(item));
}

/* "… safety_violations=[sexual, violence]. …": how it was said before there were details. */
static char **
categories_of_message(const char *message)
{
	static const char key[] = "safety_violations=[";
	const char *start = message ? strstr(message, key) : NULL;
	const char *end = start ? strchr(start, ']') : NULL;
	g_autofree char *list = end ? g_strndup(start + strlen(key), end - start - strlen(key)) : NULL;
	char **found = list && *list ? g_strsplit(list, ",", -1) : NULL;

	for (int i = 0; found && found[i]; i++)
		g_strstrip(g_strdelimit(found[i], "'\"", ' '));

	return found;
}

static void
read_moderation(BurnishApiError *error, const cJSON *json)
{
	const cJSON *details = cJSON_GetObjectItemCaseSensitive(json, "moderation_details");
	const cJSON *categories = cJSON_GetObjectItemCaseSensitive(details, "categories");
	g_autoptr(GPtrArray) found = g_ptr_array_new();
	const cJSON *item;

	error->stage = copy_word(details, "moderation_stage");
	cJSON_ArrayForEach(item, categories) {
		if (cJSON_IsString(item))
			g_ptr_array_add(found, item->valuestring);
	}
	g_ptr_array_add(found, NULL);
	error->categories = found->len > 1
		? g_strdupv((char **) found->pdata)
		: categories_of_message(error->message);
}

/* Some messages name the request, where no header does. */
static char *
request_of_message(const char *message)
{
	g_autoptr(GRegex) regex = g_regex_new("\\breq_[A-Za-z0-9]+", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	return message && g_regex_match(regex, message, 0, &match) ? g_match_info_fetch(match, 0) : NULL;
}

void
burnish_api_error_read(BurnishApiError *error, int status, const cJSON *json)
{
	const cJSON *inner = cJSON_GetObjectItemCaseSensitive(json, "error");
	const cJSON *object = cJSON_IsObject(inner) ? inner : json;

	burnish_api_error_clear(error);
	error->status = status;
	error->message = cJSON_IsString(inner) ? g_strdup(inner->valuestring) : copy_word(object, "message");
	error->code = copy_word(object, "code");
	/* Without an envelope, the type is that of the event. */
	error->type = cJSON_IsObject(inner) ? copy_word(object, "type") : NULL;
	error->param = copy_word(object, "param");
	read_moderation(error, object);
	error->request_id = request_of_message(error->message);
	error->kind = classify(error);
	/* An error within a success is nothing that is known to be ours. */
	if (status < 400 && error->kind == BURNISH_API_REQUEST && !error->code && !error->type)
		error->kind = BURNISH_API_SERVER;
}

void
burnish_api_error_read_text(BurnishApiError *error, int status, const char *data, gsize length)
{
	g_autofree char *text = g_strndup(data, MIN(length, MAX_TEXT));
	g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
	g_autoptr(GRegex) tags = g_regex_new("<(style|script)[^>]*>.*?</\\1>|<[^>]*>|\\s+", G_REGEX_DOTALL | G_REGEX_CASELESS, 0, NULL);
	g_autofree char *plain = g_regex_replace_literal(tags, valid, -1, 0, " ", 0, NULL);
	g_autoptr(GRegex) spaces = g_regex_new(" +", 0, 0, NULL);

	burnish_api_error_clear(error);
	error->status = status;
	error->message = g_strstrip(g_regex_replace_literal(spaces, plain ? plain : valid, -1, 0, " ", 0, NULL));
	error->kind = kind_of_status(status);
}

/* ---- In words ---- */

static void
append_declined(GString *text, const BurnishApiError *error)
{
	gboolean is_output = g_strcmp0(error->stage, "output") == 0;

	g_string_append(text, "declined");
	if (error->categories) {
		g_autofree char *categories = g_strjoinv(", ", error->categories);
		g_string_append_printf(text, " for %s", categories);
	}
	if (error->stage)
		g_string_append_printf(text, " at the %s stage, %s it was made", error->stage, is_output ? "after" : "before");
}

static const char *
hint(const BurnishApiError *error)
{
	const char *message = error->message ? error->message : "";

	switch (error->kind) {
	case BURNISH_API_DECLINED:
		if (g_strcmp0(error->stage, "output") == 0)
			return "the same prompt may pass another time, for its price";
		return error->stage || error->categories ? "word the prompt differently, or try --moderation low" : NULL;
	case BURNISH_API_QUOTA:
		return "add credit or raise the limit of spending in the billing settings of the account";
	case BURNISH_API_AUTH:
		if (strstr(message, "verif"))
			return "verify the organization in its settings, which takes up to 15 minutes to work, or use another --model";
		if (error->status == 401)
			return "check the key, and that it belongs to the organization and project that are set";
		return NULL;
	case BURNISH_API_NOT_FOUND:
		if (strstr(message, "store"))
			return "only what was stored can be gone on from";
		return NULL;
	case BURNISH_API_LOST:
		return "it may have been made and billed, so it is not asked for again without --retry-lost";
	default:
		return NULL;
	}
}

/* "until 14:03:20", "until 2026-11-24 03:00:00". */
static void
append_again(GString *text, gint64 again_at)
{
	if (again_at == 0)
		return;
	g_autoptr(GDateTime) then = g_date_time_new_from_unix_local((again_at + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	gboolean is_today = g_date_time_get_day_of_year(then) == g_date_time_get_day_of_year(now);
	g_autofree char *shown = g_date_time_format(then, is_today ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S");

	g_string_append_printf(text, "; the limit ends at %s", shown);
}

static const char *
label(const BurnishApiError *error)
{
	switch (error->kind) {
	case BURNISH_API_QUOTA:
		return "out of credit";
	case BURNISH_API_RATE:
		return "too many requests";
	case BURNISH_API_AUTH:
		return error->status == 401 ? "the key was not accepted" : "not allowed";
	case BURNISH_API_NOT_FOUND:
		return "not found";
	case BURNISH_API_REQUEST:
		/* Else it was not even sent. */
		return error->status > 0 ? "the API refused the request" : NULL;
	case BURNISH_API_SERVER:
		return "the server failed";
	case BURNISH_API_NETWORK:
		return "not reached";
	case BURNISH_API_LOST:
		return "the answer was lost";
	case BURNISH_API_INTERRUPTED:
		return "interrupted";
	default:
		return NULL;
	}
}

char *
burnish_api_error_to_text(const BurnishApiError *error)
{
	GString *text = g_string_new(NULL);
	const char *advice = hint(error);

	if (error->kind == BURNISH_API_DECLINED)
		append_declined(text, error);
	else if (label(error))
		g_string_append(text, label(error));
	if (error->status >= 400)
		g_string_append_printf(text, " (HTTP %d%s%s)", error->status, error->code ? ", " : "", error->code ? error->code : "");
	if (error->message && *error->message) {
		g_autofree char *shown = burnish_text_shorten(error->message, MAX_SHOWN);
		g_string_append_printf(text, "%s%s", text->len ? ": " : "", shown);
	}
	if (error->param)
		g_string_append_printf(text, " [%s]", error->param);
	if (error->kind == BURNISH_API_RATE)
		append_again(text, error->again_at);
	/* Its own sentence is over. */
	if (advice && text->len > 0 && text->str[text->len - 1] == '.')
		g_string_truncate(text, text->len - 1);
	if (advice)
		g_string_append_printf(text, "; %s", advice);
	if (error->request_id)
		g_string_append_printf(text, " (request %s)", error->request_id);

	return g_string_free(text, FALSE);
}
