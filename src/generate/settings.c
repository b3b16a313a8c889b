/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "settings.h"

static void
free_reference(void *reference)
{
	burnish_reference_free(reference);
}

BurnishSettings *
burnish_settings_new(const char *prompt, const char *model)
{
	BurnishSettings *settings = g_new0(BurnishSettings, 1);

	settings->prompt = g_strdup(prompt);
	settings->model = g_strdup(model);
	settings->n = -1;
	settings->compression = -1;
	settings->partials = -1;
	settings->references = g_ptr_array_new_with_free_func(free_reference);
	settings->calls = g_ptr_array_new_with_free_func(g_free);

	return settings;
}

/* The strings of a structure, so that none is forgotten in one of two places. */
static const gsize strings[] = {
	G_STRUCT_OFFSET(BurnishSettings, prompt),
	G_STRUCT_OFFSET(BurnishSettings, model),
	G_STRUCT_OFFSET(BurnishSettings, size),
	G_STRUCT_OFFSET(BurnishSettings, quality),
	G_STRUCT_OFFSET(BurnishSettings, background),
	G_STRUCT_OFFSET(BurnishSettings, format),
	G_STRUCT_OFFSET(BurnishSettings, moderation),
	G_STRUCT_OFFSET(BurnishSettings, fidelity),
	G_STRUCT_OFFSET(BurnishSettings, complexity),
	G_STRUCT_OFFSET(BurnishSettings, user),
	G_STRUCT_OFFSET(BurnishSettings, mainline),
	G_STRUCT_OFFSET(BurnishSettings, action),
	G_STRUCT_OFFSET(BurnishSettings, instructions),
	G_STRUCT_OFFSET(BurnishSettings, previous),
};

BurnishSettings *
burnish_settings_copy(const BurnishSettings *settings)
{
	BurnishSettings *copy = g_memdup2(settings, sizeof(*settings));

	for (guint i = 0; i < G_N_ELEMENTS(strings); i++) {
		char **field = G_STRUCT_MEMBER_P(copy, strings[i]);
		*field = g_strdup(*field);
	}
	copy->references = g_ptr_array_new_with_free_func(free_reference);
	for (guint i = 0; i < settings->references->len; i++)
		g_ptr_array_add(copy->references, burnish_reference_copy(settings->references->pdata[i]));
	copy->mask = settings->mask ? burnish_reference_copy(settings->mask) : NULL;
	copy->calls = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < settings->calls->len; i++)
		g_ptr_array_add(copy->calls, g_strdup(settings->calls->pdata[i]));

	return copy;
}

void
burnish_settings_free(BurnishSettings *settings)
{
	if (!settings)
		return;

	for (guint i = 0; i < G_N_ELEMENTS(strings); i++)
		g_free(G_STRUCT_MEMBER(char *, settings, strings[i]));
	g_ptr_array_unref(settings->references);
	burnish_reference_free(settings->mask);
	g_ptr_array_unref(settings->calls);
	g_free(settings);
}

BurnishReference *
burnish_reference_new(GBytes *bytes, const char *mime, const char *name)
{
	BurnishReference *reference = g_new0(BurnishReference, 1);

	reference->bytes = bytes ? g_bytes_ref(bytes) : NULL;
	reference->mime = g_strdup(mime);
	reference->name = g_strdup(name);

	return reference;
}

BurnishReference *
burnish_reference_copy(const BurnishReference *reference)
{
	BurnishReference *copy = burnish_reference_new(reference->bytes, reference->mime, reference->name);

	copy->width = reference->width;
	copy->height = reference->height;
	copy->url = g_strdup(reference->url);
	copy->file_id = g_strdup(reference->file_id);

	return copy;
}

void
burnish_reference_free(BurnishReference *reference)
{
	if (!reference)
		return;

	g_clear_pointer(&reference->bytes, g_bytes_unref);
	g_free(reference->mime);
	g_free(reference->name);
	g_free(reference->url);
	g_free(reference->file_id);
	g_free(reference);
}
