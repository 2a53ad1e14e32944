/* What can be done to monitors from the list as well as from the detail. Each request carries
 * the id that was under the cursor at the keypress; its answer finds the console wherever it is
 * by then. */
#include "tui/screens/monitor_actions.h"

#include "base/endpoint.h"
#include "base/mem.h"
#include "base/members.h"
#include "tui/app.h"
#include "tui/model/link.h"
#include "tui/model/model.h"
#include "tui/screens/bulk.h"
#include "tui/screens/file_prompt.h"
#include "tui/screens/form.h"
#include "tui/screens/ticket_page.h"
#include "words/words.h"

/* A request under way. The app outlives the link, so its answer always finds it. */
struct wish {
	struct app *app;
	int64_t id, version;
	size_t count;
	struct bulk out; /* of several: what is not probed */
	char title[ROW_ENDPOINT_BYTES];
};

static struct wish *
wish_new(struct app *a, int64_t id)
{
	const struct row *r = id ? model_find(a->model, id) : NULL;
	struct wish *w = mem_alloc(sizeof(*w));

	*w = (struct wish){.app = a, .id = id, .version = r ? r->version : 0};
	if (r)
		snprintf(w->title, sizeof(w->title), "%s", row_title(r));
	return w;
}

static void
wish_free(struct wish *w)
{
	bulk_release(&w->out);
	free(w);
}

/* ---- probe ---- */

static void
probe_ended(const json_t *ok, const json_t *error, void *arg)
{
	struct wish *w = arg;
	const struct row *r = model_find(w->app->model, w->id);
	struct buf text = {0};

	if (error) {
		app_say_error(w->app, error);
	} else if (ok && w->count == 1 && r) {
		buf_printf(&text, "%s: %s", w->title, words_outcome(r->outcome));
		if (row_end(r)) {
			buf_printf(
			    &text, " · %s ", words_expires(row_end(r), model_now(w->app->model)));
			words_date(row_end(r), &text);
		}
		app_say(w->app, r->outcome == OUTCOME_OK ? STYLE_GOOD : STYLE_WARNING, text.data);
	} else if (ok) {
		buf_printf(&text,
		    ngettext("%zu monitor was probed.", "%zu monitors were probed.", w->count),
		    w->count);
		bulk_say(&w->out, w->app, text.data);
	}
	buf_release(&text);
	wish_free(w);
}

static void
probe_began(const json_t *ok, const json_t *error, void *arg)
{
	struct wish *w = arg;
	struct app *a = w->app;

	if (error) {
		app_say_error(a, error);
		wish_free(w);
		return;
	}
	w->count = (size_t)number_of(ok, "started");
	if (w->count == 1 && *w->title)
		app_sayf(a, STYLE_TEXT, _("Probing %s…"), w->title);
	else
		app_sayf(a, STYLE_TEXT,
		    ngettext("Probing %zu monitor…", "Probing %zu monitors…", w->count), w->count);
	link_call(a->link, "monitor.wait", json_pack("{s:I}", "sweep", number_of(ok, "sweep")),
	    probe_ended, w);
}

/* A certificate that is in a file has no host to ask: the file is asked for. Its answer needs the
 * screen, and is forgotten with it. */
struct upload {
	struct wish wish;
	file_prompt_done_fn *done;
	void *prompt;
};

static void
uploaded(const json_t *ok, const json_t *error, void *arg)
{
	struct upload *h = arg;

	(void)ok;
	h->done(error, h->prompt);
}

static void
upload(
    void *arg, json_t *args, const int *fds, size_t count, file_prompt_done_fn *done, void *prompt)
{
	struct upload *h = arg;

	h->done = done;
	h->prompt = prompt;
	json_object_set_new(args, "id", json_integer((json_int_t)h->wish.id));
	json_object_set_new(args, "version", json_integer((json_int_t)h->wish.version));
	link_call_fds(h->wish.app->link, "monitor.file", args, fds, count, uploaded, h);
}

static void
upload_forget(void *arg, void *prompt)
{
	struct upload *h = arg;

	(void)prompt;
	link_forget(h->wish.app->link, h);
}

static void
upload_accepted(void *arg, const char *name)
{
	const struct upload *h = arg;

	app_sayf(h->wish.app, STYLE_GOOD, _("%s has the certificate of %s."), h->wish.title, name);
}

static void
ask_file(struct app *a, const struct row *r)
{
	struct upload *h = mem_alloc(sizeof(*h));

	h->wish = (struct wish){.app = a, .id = r->id, .version = r->version};
	snprintf(h->wish.title, sizeof(h->wish.title), "%s", row_title(r));
	app_push(a, file_prompt_new(a, &(struct file_prompt_owner){.title = h->wish.title,
					   .role = "certificate",
					   .domain = "",
					   .step = "",
					   .send = upload,
					   .forget = upload_forget,
					   .accepted = upload_accepted,
					   .free = free,
					   .arg = h}));
}

/* Others have nothing to probe: what is planned is asked until it serves, but nothing answers for a whole domain. */
static bool
is_probed(const struct row *r)
{
	return r->type != MONITOR_FILE && !host_is_wildcard(row_text(r, ROW_HOST));
}

static json_t *
those_on_hosts(struct app *a, const int64_t *ids, size_t count, struct bulk *out)
{
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct row *r = model_find(a->model, ids[i]);

		if (!r)
			bulk_leave_out(out, "—", _("That monitor was retired meanwhile."));
		else if (!is_probed(r))
			bulk_leave_out(out, row_title(r), words_where(r->type));
		else
			json_array_append_new(list, json_integer(ids[i]));
	}
	return list;
}

static void
send_probe(struct app *a, struct wish *w, json_t *args)
{
	link_call(a->link, "monitor.probe", args, probe_began, w);
}

void
monitor_probe_marked(struct app *a, const int64_t *ids, size_t count, struct bulk *out)
{
	struct wish *w = wish_new(a, 0);
	json_t *list;

	w->out = *out;
	*out = (struct bulk){0};
	list = those_on_hosts(a, ids, count, &w->out);
	if (json_array_size(list)) {
		send_probe(a, w, json_pack("{s:O}", "ids", list));
	} else {
		bulk_say(&w->out, a, "");
		wish_free(w);
	}
	json_decref(list);
}

void
monitor_probe(struct app *a, const int64_t *ids, size_t count)
{
	const struct row *alone = ids && count == 1 ? model_find(a->model, ids[0]) : NULL;
	struct bulk none = {0};

	if (alone && alone->type == MONITOR_FILE)
		ask_file(a, alone);
	else if (alone)
		send_probe(
		    a, wish_new(a, alone->id), json_pack("{s:[I]}", "ids", (json_int_t)alone->id));
	else if (ids)
		monitor_probe_marked(a, ids, count, &none);
	else
		send_probe(a, wish_new(a, 0), json_pack("{s:b}", "all", true));
}

/* Those of its renewal, where one is open. */
void
monitor_tickets(struct app *a, int64_t id)
{
	const struct row *r = model_find(a->model, id);

	if (r)
		ticket_choose(a, r->renewal, "", id);
	else
		app_say(a, STYLE_WARNING, _("That monitor was retired meanwhile."));
}

void
monitor_edit(struct app *a, int64_t id)
{
	const struct row *r = model_find(a->model, id);

	if (r)
		form_open(a, r);
	else
		app_say(a, STYLE_WARNING, _("That monitor was retired meanwhile."));
}
