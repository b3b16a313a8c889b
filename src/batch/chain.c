/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A whole chain: plan, make step by step, then fix and save what came of it by ordinary jobs.
 */

#include <string.h>
#include <unistd.h>

#include "../base/error.h"
#include "../base/interrupt.h"
#include "../generate/record.h"
#include "../image/input.h"
#include "../image/output.h"
#include "../recipe/variant.h"
#include "../report/report.h"
#include "chain.h"
#include "credit.h"
#include "template.h"

static void
result_free(void *data)
{
	BurnishChainResult *result = data;

	g_free(result->path);
	cJSON_Delete(result->record);
	g_free(result);
}

static void
run_clear(BurnishChainRun *run)
{
	burnish_chain_store_free(run->store);
	burnish_chain_plan_free(run->plan);
	g_clear_pointer(&run->results, g_ptr_array_unref);
	g_clear_pointer(&run->shapes, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(BurnishChainRun, run_clear)

BurnishChainResult *
burnish_chain_result(const BurnishChainRun *run, int unit)
{
	return run->results->pdata[unit];
}

void
burnish_chain_say(const BurnishChainRun *run, gboolean is_problem, cJSON *json, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	g_autofree char *text = g_strdup_vprintf(format, ap);
	va_end(ap);

	char *line = json ? cJSON_PrintUnformatted(json) : NULL;
	cJSON_Delete(json);
	if (run->chain->event)
		run->chain->event(&(BurnishChainEvent){ text, line, is_problem }, run->chain->data);
	cJSON_free(line);
}

static void
say_note(const char *text, void *data)
{
	burnish_chain_say(data, FALSE, NULL, "%s", text);
}

void
burnish_chain_warn(const BurnishChainRun *run, const char *model)
{
	const BurnishMakeFns fns = { .note = say_note };

	burnish_api_warn(run->chain->api, model, &fns, (void *) run);
}

void
burnish_chain_say_notes(const BurnishChainRun *run, int unit, const GPtrArray *notes)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];

	for (guint i = 0; i < notes->len; i++)
		burnish_chain_say(run, FALSE, NULL, "%s: %s", work->name, (char *) notes->pdata[i]);
}

/* A file that is missing or no picture is found before anything is paid for. */
static int
check_file(const BurnishChain *chain, const char *path)
{
	g_autoptr(BurnishInput) input = burnish_input_open(path, &chain->api->limits);

	if (!input)
		burnish_error_prefix("%s: ", path);

	return input ? 0 : -1;
}

static int
check_files(const BurnishChainRun *run)
{
	for (guint i = 0; i < run->plan->units->len; i++) {
		const BurnishChainUnit *unit = run->plan->units->pdata[i];
		const char *path = burnish_chain_unit_text(unit, "path");
		const char *from = burnish_chain_unit_text(unit, "from");

		if (path && check_file(run->chain, path))
			return -1;
		if (from && strstr(from, "://") && burnish_client_check_url(run->session->client, from))
			return -1;
		if (unit->mask && unit->mask->path && check_file(run->chain, unit->mask->path))
			return -1;
		for (guint k = 0; k < unit->images->len; k++) {
			const BurnishChainLink *link = unit->images->pdata[k];
			if (link->path && check_file(run->chain, link->path))
				return -1;
		}
	}

	return 0;
}

static gboolean
is_directory(const char *path)
{
	return g_str_has_suffix(path, "/") || g_file_test(path, G_FILE_TEST_IS_DIR);
}

/* The suffix of a result: as the recipe says, else as the picture came. */
static const char *
output_suffix(const BurnishChainRun *run, int unit)
{
	const BurnishFormat *format = burnish_save_get_format(run->chain->recipe->save);
	const char *path = burnish_chain_result(run, unit)->path;

	if (!format && path)
		format = burnish_format_by_suffix(path);

	return (format ? format : burnish_format_by_name("png"))->suffixes[0] + 1;
}

static char *
output_path(const BurnishChainRun *run, int unit, const BurnishVariant *shape, int index)
{
	const BurnishChainUnit *work = run->plan->units->pdata[unit];
	const char *output = run->chain->output;
	const char *suffix = output_suffix(run, unit);
	g_autofree char *number = g_strdup_printf("%d", index);
	/* In a name of the user's, {aspect} says which shape it is. */
	gboolean is_ours = !output || !burnish_template_is(output);
	g_autofree char *stem = is_ours && shape->text ? g_strconcat(work->name, "-", shape->label, NULL) : g_strdup(work->name);
	const BurnishField fields[] = {
		{ "stem", stem },
		{ "name", stem },
		{ "aspect", shape->label },
		{ "ext", suffix },
		{ "recipe", run->chain->recipe->name },
		{ "index", number },
		{ NULL },
	};

	if (!output)
		return burnish_template_expand("{recipe}-{stem}.{ext}", fields);
	if (burnish_template_is(output))
		return burnish_template_expand(output, fields);
	if (is_directory(output)) {
		g_autofree char *file = burnish_template_expand("{recipe}-{stem}.{ext}", fields);
		return g_build_filename(output, file, NULL);
	}

	return g_strdup(output);
}

static int
count_saved(const BurnishChainPlan *plan)
{
	int n = 0;

	for (guint i = 0; i < plan->units->len; i++)
		n += ((BurnishChainUnit *) plan->units->pdata[i])->save;

	return n;
}

static int
check_path(const BurnishChainRun *run, const char *path)
{
	const char *output = run->chain->output;
	g_autofree char *directory = g_path_get_dirname(path);

	if (run->chain->policy == BURNISH_OUTPUT_NEW && g_file_test(path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK)) {
		vips_error(NULL, "will not overwrite \"%s\": File exists", path);
		return -1;
	}
	if (!run->chain->dry_run && access(directory, W_OK) != 0 && !is_directory(output ? output : "")) {
		vips_error(NULL, "cannot write to \"%s\"", directory);
		return -1;
	}

	return 0;
}

/* Where results go must be known to work before they are paid for. */
static int
check_output(const BurnishChainRun *run)
{
	const char *output = run->chain->output;
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	int index = 0;

	if (count_saved(run->plan) == 0) {
		vips_error(NULL, "no step's result is saved");
		return -1;
	}
	if (output && burnish_template_is(output) && burnish_template_check(output))
		return -1;
	for (guint i = 0; i < run->plan->units->len; i++) {
		if (!((BurnishChainUnit *) run->plan->units->pdata[i])->save)
			continue;
		index++;
		for (guint k = 0; k < run->shapes->len; k++) {
			char *path = output_path(run, i, run->shapes->pdata[k], index);

			if (!g_hash_table_add(seen, path)) {
				vips_error(NULL, "several results have the name \"%s\"; -o takes a directory or a name with {stem}%s", path,
					run->shapes->len > 1 ? " and {aspect}" : "");
				return -1;
			}
			if (check_path(run, path))
				return -1;
		}
	}

	return 0;
}

/* What is said of a result beside it; where it is in the work directory is nobody's business. */
static cJSON *
public_record(const BurnishChainResult *result)
{
	cJSON *record = cJSON_Duplicate(result->record, TRUE);

	cJSON_DeleteItemFromObject(record, "fingerprint");
	cJSON_DeleteItemFromObject(record, "file");

	return record;
}

/* The recipe as it was run: what it makes, with the values of its variables. */
static BurnishRecipe *
resolved_recipe(const BurnishChainRun *run, const BurnishVariant *shape)
{
	BurnishRecipe *recipe = burnish_recipe_copy(shape->recipe);

	cJSON_Delete(recipe->make);
	recipe->make = cJSON_Duplicate(run->plan->make, TRUE);
	g_clear_pointer(&recipe->variables, cJSON_Delete);

	return recipe;
}

static void
count(BurnishChainRun *run, BurnishStatus status)
{
	static const BurnishMadeStatus made[] = {
		[BURNISH_STATUS_CHANGED] = BURNISH_MADE_OK,
		[BURNISH_STATUS_UNCHANGED] = BURNISH_MADE_OK,
		[BURNISH_STATUS_FAILED] = BURNISH_MADE_FAILED,
		[BURNISH_STATUS_REFUSED] = BURNISH_MADE_REFUSED,
		[BURNISH_STATUS_INTERRUPTED] = BURNISH_MADE_INTERRUPTED,
	};

	run->counts[made[status]]++;
}

static void
save_result(BurnishChainRun *run, int unit, const BurnishVariant *shape, int index)
{
	g_autoptr(BurnishRecipe) recipe = resolved_recipe(run, shape);
	const BurnishChainResult *result = burnish_chain_result(run, unit);
	cJSON *record = result->record ? public_record(result) : NULL;
	g_autofree char *credit = record ? burnish_credit_new(record) : NULL;
	g_autofree char *path = output_path(run, unit, shape, index);
	const BurnishJob job = {
		.input = result->path,
		.output = path,
		.policy = run->chain->policy,
		.recipe = recipe,
		.limits = run->chain->api->limits,
		.xmp = credit,
	};
	g_autoptr(BurnishReport) report = burnish_job_run(&job);
	BurnishStatus status = burnish_report_get_status(report);

	count(run, status);
	if (record && (status == BURNISH_STATUS_CHANGED || status == BURNISH_STATUS_UNCHANGED))
		burnish_api_write_record(path, record, report->notes);
	cJSON_Delete(record);

	g_autofree char *text = burnish_report_to_text(report);
	g_autofree char *line = burnish_report_to_json(report);
	burnish_chain_say(run, status == BURNISH_STATUS_FAILED || status == BURNISH_STATUS_REFUSED, cJSON_Parse(line), "%s", g_strchomp(text));
}

static void
save_results(BurnishChainRun *run)
{
	int index = 0;

	if (run->chain->output && g_str_has_suffix(run->chain->output, "/"))
		g_mkdir_with_parents(run->chain->output, 0777);
	for (guint i = 0; i < run->plan->units->len && !burnish_interrupted(); i++) {
		if (!((BurnishChainUnit *) run->plan->units->pdata[i])->save)
			continue;
		index++;
		for (guint k = 0; k < run->shapes->len && burnish_chain_result(run, i)->path; k++)
			save_result(run, i, run->shapes->pdata[k], index);
	}
}

/* The units of one step lie next to each other. */
static int
end_of_step(const BurnishChainPlan *plan, int first)
{
	int end = first;
	int step = ((BurnishChainUnit *) plan->units->pdata[first])->step;

	while (end < (int) plan->units->len && ((BurnishChainUnit *) plan->units->pdata[end])->step == step)
		end++;

	return end;
}

static void
say_costs(const BurnishChainRun *run)
{
	g_autofree char *text = burnish_api_summary(run->chain->api, FALSE);
	g_autofree char *line = burnish_api_summary(run->chain->api, TRUE);

	burnish_chain_say(run, FALSE, cJSON_Parse(line), "%s", text);
}

static int
make_all(BurnishChainRun *run)
{
	for (int unit = 0; unit < (int) run->plan->units->len;) {
		int end = end_of_step(run->plan, unit);

		if (burnish_chain_make(run, unit, end))
			return -1;
		unit = end;
	}

	return 0;
}

/* What would be sent, as far as it is known without the pictures. */
static int
describe(const BurnishChainRun *run)
{
	BurnishCost sum = { .is_known = TRUE, .is_counted = TRUE };

	for (guint i = 0; i < run->plan->units->len; i++) {
		const BurnishChainUnit *unit = run->plan->units->pdata[i];
		g_auto(BurnishChainCall) call = { 0 };
		cJSON *json = cJSON_CreateObject();

		cJSON_AddStringToObject(json, "step", unit->name);
		cJSON_AddStringToObject(json, "kind", unit->kind);
		cJSON_AddStringToObject(json, "status", "planned");
		if (!burnish_chain_unit_is(unit, "generate") && !burnish_chain_unit_is(unit, "edit")) {
			burnish_chain_say(run, FALSE, json, "%s: %s", unit->name, unit->kind);
			continue;
		}
		if (burnish_chain_call_init(&call, run, i, BURNISH_CHAIN_ASK)) {
			burnish_error_prefix("%s: ", unit->name);
			cJSON_Delete(json);
			return -1;
		}
		burnish_chain_warn(run, call.order->settings->model);
		const BurnishCost cost = burnish_cost_estimate(run->session->models, call.order->settings);
		g_autoptr(BurnishRequest) request = burnish_request_make(call.order->settings);
		g_autofree char *price = burnish_cost_to_text(&cost);
		cJSON *shown = burnish_request_show(request);
		char *text = cJSON_Print(shown);

		burnish_cost_add(&sum, &cost);
		cJSON_AddItemToObject(json, "request", shown);
		cJSON_AddItemToObject(json, "cost", burnish_cost_to_json(&cost));
		burnish_chain_say(run, FALSE, json, "%s: %s\n%s", unit->name, price, text);
		cJSON_free(text);
	}
	g_autofree char *total = burnish_cost_to_text(&sum);
	burnish_chain_say(run, FALSE, NULL, "all of it: %s", total);

	return 0;
}

static int
start(BurnishChainRun *run)
{
	const BurnishChain *chain = run->chain;

	if (!(run->plan = burnish_chain_plan_new(chain->recipe, chain->inputs, chain->variables)) ||
		!(run->shapes = burnish_variants(chain->recipe)))
		return -1;
	run->results = g_ptr_array_new_with_free_func(result_free);
	for (guint i = 0; i < run->plan->units->len; i++)
		g_ptr_array_add(run->results, g_new0(BurnishChainResult, 1));

	return check_output(run) || check_files(run) ? -1 : 0;
}

static int
run_chain(BurnishChainRun *run)
{
	const BurnishChain *chain = run->chain;
	g_autofree char *work = chain->work ? g_strdup(chain->work) : g_strconcat(chain->recipe->name, ".chain", NULL);

	if (start(run))
		return -1;
	if (chain->dry_run)
		return describe(run);
	if (!(run->store = burnish_chain_store_open(work)))
		return -1;
	if (make_all(run) == 0)
		save_results(run);
	say_costs(run);

	return 0;
}

BurnishMadeStatus
burnish_chain_run(const BurnishChain *chain)
{
	/* The worst first: what waiting or other words do not mend. */
	static const BurnishMadeStatus order[] = {
		BURNISH_MADE_INTERRUPTED, BURNISH_MADE_FAILED, BURNISH_MADE_REMOTE,
		BURNISH_MADE_LATER, BURNISH_MADE_DECLINED, BURNISH_MADE_REFUSED
	};
	g_auto(BurnishChainRun) run = { .chain = chain, .session = chain->api->session };

	vips_error_clear();
	if (run_chain(&run))
		return BURNISH_MADE_FAILED;
	vips_error_clear();
	if (burnish_interrupted())
		return BURNISH_MADE_INTERRUPTED;
	for (guint i = 0; i < G_N_ELEMENTS(order); i++)
		if (run.counts[order[i]] > 0)
			return order[i];

	return BURNISH_MADE_OK;
}
