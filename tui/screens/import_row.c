#include "tui/screens/import_row.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/members.h"
#include "importing/list_head.h"
#include "tui/app.h"
#include "tui/model/model.h"
#include "tui/screens/frame.h"
#include "tui/view/page.h"
#include "tui/view/screen.h"
#include "tui/view/viewport.h"
#include "words/import.h"
#include "words/words.h"

enum { HEAD_ROWS = 1 };

struct import_row {
	struct screen screen;
	json_t *row, *head;
	struct viewport port;
};

/* ---- the text ---- */

static void
add_change(struct page *p, const char *name, const json_t *change)
{
	struct buf was = {0}, is = {0};

	words_import_value(name, json_array_get(change, 0), &was);
	words_import_value(name, json_array_get(change, 1), &is);
	page_addf(
	    p, STYLE_TEXT, 2, "%s: %s → %s", words_import_field(name), buf_str(&was), buf_str(&is));
	page_hang(p, 2);
	buf_release(&was);
	buf_release(&is);
}

static void
add_said(struct page *p, const json_t *head, const json_t *said)
{
	const char *name;
	json_t *value;

	page_gap(p);
	page_add(p, STYLE_HEADING, 0, _("What the list says"));
	json_object_foreach((json_t *)(uintptr_t)said, name, value) {
		struct buf text = {0}, cell = {0};

		if (!words_import_is_said(name))
			continue;
		words_import_value(name, value, &text);
		list_head_cell(head, name, number_of(said, "line"), &cell);
		page_addf(p, STYLE_TEXT, 2, "%s: %s%s%s%s", words_import_field(name),
		    buf_str(&text), cell.len ? " (" : "", buf_str(&cell), cell.len ? ")" : "");
		page_hang(p, 2);
		buf_release(&text);
		buf_release(&cell);
	}
}

/* All but what is changed: where it is, why it is bad, what stays as it is here. */
static void
add_reason(struct page *p, const struct import_row *r)
{
	json_t *result = json_copy(json_object_get(r->row, "result"));
	const char *field =
	    text_of(json_object_get(json_object_get(result, "error"), "args"), "field");
	struct buf text = {0}, cell = {0};

	json_object_del(result, "changes");
	list_head_cell(r->head, field, number_of(r->row, "line"), &cell);
	words_import_result(result, NULL, buf_str(&cell), &text);
	if (text.len)
		page_add(p, STYLE_TEXT, 0, buf_str(&text));
	buf_release(&text);
	buf_release(&cell);
	json_decref(result);
}

/* Of one that is new it is what the list says. */
static void
add_changes(struct page *p, const json_t *result)
{
	json_t *changes = json_object_get(result, "changes"), *change;
	const char *name;

	if (!json_object_size(changes) || !strcmp(text_of(result, "state"), "added"))
		return;
	page_gap(p);
	page_add(p, STYLE_HEADING, 0, _("What it would change"));
	json_object_foreach(changes, name, change)
		add_change(p, name, change);
}

static struct page *
page_of(const struct import_row *r)
{
	struct page *p = page_new();

	page_addf(p, STYLE_HEADING, 0, "%s · %s", words_import_state(text_of(r->row, "state")),
	    text_of(r->row, "who"));
	add_reason(p, r);
	add_changes(p, json_object_get(r->row, "result"));
	if (json_object_get(r->row, "said"))
		add_said(p, r->head, json_object_get(r->row, "said"));
	return p;
}

/* ---- the screen ---- */

static void
import_row_draw(struct screen *s, struct app *a)
{
	struct import_row *r = (struct import_row *)s;
	struct canvas *c = a->canvas;
	struct page *page = page_of(r);
	char *title = mem_printf(_("Row %s of the list"), text_of(r->row, "place"));

	frame_draw_bar(a, title);
	page_draw(
	    page, c, HEAD_ROWS, 1, canvas_columns(c) - 2, canvas_rows(c) - HEAD_ROWS - 1, &r->port);
	frame_draw_footer(a, CONTEXT_ENTRY);
	page_free(page);
	free(title);
}

static bool
import_row_act(struct screen *s, struct app *a, enum action action)
{
	struct import_row *r = (struct import_row *)s;
	int64_t id = number_of(json_object_get(r->row, "result"), "id");

	if (viewport_act(&r->port, action))
		return true;
	if (action != ACTION_OPEN)
		return false;
	if (id && model_find(a->model, id))
		a->ways->monitor(a, id);
	else
		app_say(a, STYLE_WARNING, _("It is not watched yet."));
	return true;
}

static void
import_row_free(struct screen *s, struct app *a)
{
	struct import_row *r = (struct import_row *)s;

	(void)a;
	json_decref(r->row);
	json_decref(r->head);
	free(r);
}

void
import_row_open(struct app *a, const json_t *row, const json_t *head)
{
	static const struct screen_class class = {.context = CONTEXT_ENTRY,
	    .draw = import_row_draw,
	    .act = import_row_act,
	    .free = import_row_free};
	struct import_row *r = mem_alloc(sizeof(*r));

	*r = (struct import_row){.screen = {&class},
	    .row = json_deep_copy(row),
	    .head = json_deep_copy(head),
	    .port = {.text = true}};
	app_push(a, &r->screen);
}
