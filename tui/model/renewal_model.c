/* What came from the backend is kept as it came, the outline (shown) apart from the steps in full
 * (full), each with the version at which it was read; laid out together they are what the panel
 * reads, so a step stays readable while a newer one is on its way. Acts stand in a queue: the first
 * is under way, and the answer to it, which holds the new outline and the steps that come next,
 * ends it and sends the following one with the version that it left. */
#include "tui/model/renewal_model.h"

#include "base/buf.h"
#include "base/mem.h"
#include "tui/model/link.h"
#include "tui/term/canvas.h"
#include "words/words.h"

/* An act that waits for its turn; the first of the list is the one under way, if any is. */
struct act {
	struct act *next;
	const char *operation;
	json_t *args; /* of the request, but for its version */
	int fds[2];
	size_t fd_count;
	renewal_done_fn *done;
	void *arg;
};

struct renewal_model {
	struct link *link;
	int64_t id;
	json_t *shown;   /* as it came */
	json_t *full;    /* by key: steps as they were read in full, with the "version" then */
	json_t *renewal; /* both, laid out */
	json_t *error;
	char *wanted; /* key of the step that was asked for; NULL none */
	char
	    *refused; /* key of one that the backend would not tell in refused_version; NULL none */
	json_int_t refused_version;
	struct act *acts;
	bool under_way;  /* the first act was sent */
	bool answered;   /* and answered; what it changed is being asked for */
	bool asked;      /* a show is under way */
	json_t *refusal; /* of the act that was answered; NULL: it was done */
	void (*changed)(void *arg);
	void (*acted)(const char *operation, const json_t *args, const json_t *ok, void *arg);
	void *arg;
};

/* ---- what is here ---- */

static void
lay_out(struct renewal_model *m)
{
	json_decref(m->renewal);
	m->renewal = renewal_lay_out(m->shown, m->full);
}

static void
keep_step(struct renewal_model *m, const json_t *step, json_int_t version)
{
	json_t *kept = json_deep_copy(step);

	json_object_set_new(kept, "version", json_integer(version));
	json_object_set_new(m->full, text_of(step, "key"), kept);
}

/* An outline, and maybe steps in full. */
static void
keep_outline(struct renewal_model *m, const json_t *shown)
{
	const json_t *step;
	size_t i;

	json_decref(m->shown);
	m->shown = json_deep_copy(shown);
	json_array_foreach(json_object_get(shown, "steps"), i, step)
		keep_step(m, step, number_of(json_object_get(shown, "renewal"), "version"));
	lay_out(m);
	json_decref(m->error);
	m->error = NULL;
}

static void ask_outline(struct renewal_model *m);

static void
step_shown(const json_t *ok, const json_t *error, void *arg)
{
	struct renewal_model *m = arg;
	const json_t *step = json_object_get(ok, "step");

	if (error) { /* asking for it again would bring the same; the outline tells why */
		mem_replace(&m->refused, m->wanted);
		m->refused_version = number_of(m->renewal, "version");
		ask_outline(m);
	}
	mem_replace(&m->wanted, NULL);
	if (step && m->renewal) {
		keep_step(m, step, number_of(ok, "version"));
		lay_out(m);
	}
	m->changed(m->arg);
}

bool
renewal_model_is_coming(const struct renewal_model *m)
{
	return m->wanted || m->asked || m->acts;
}

void
renewal_model_want(struct renewal_model *m, const char *key)
{
	const json_t *step = json_object_get(m->full, key);

	if (m->wanted || m->acts || link_state(m->link) != LINK_UP ||
	    (m->refused && !strcmp(m->refused, key) &&
		m->refused_version == number_of(m->renewal, "version")) ||
	    (step && number_of(step, "version") == number_of(m->renewal, "version")))
		return;
	m->wanted = mem_strdup(key);
	link_call(m->link, "renewal.step",
	    json_pack("{s:I, s:s}", "id", (json_int_t)m->id, "step", key), step_shown, m);
}

static void end_act(struct renewal_model *m);

static void
shown(const json_t *ok, const json_t *error, void *arg)
{
	struct renewal_model *m = arg;

	m->asked = false;
	if (ok)
		keep_outline(m, ok);
	if (error && (!m->renewal || link_state(m->link) == LINK_UP)) {
		json_decref(m->error);
		m->error = json_deep_copy(error);
		json_decref(m->renewal); /* of what the backend does not know nothing is shown */
		m->renewal = NULL;
	}
	if (m->answered)
		end_act(m);
	m->changed(m->arg);
}

static void
ask_outline(struct renewal_model *m)
{
	if (m->asked)
		return;
	m->asked = true;
	link_call(m->link, "renewal.show", json_pack("{s:I}", "id", (json_int_t)m->id), shown, m);
}

void
renewal_model_ask(struct renewal_model *m)
{
	mem_replace(&m->refused, NULL);
	ask_outline(m);
}

void
renewal_model_event(struct renewal_model *m, const json_t *data)
{
	bool known =
	    number_of(data, "version") == number_of(m->renewal, "version") &&
	    !strcmp(text_of(data, "contradiction"), text_of(m->renewal, "contradiction")) &&
	    flag_of(data, "answered") == flag_of(m->renewal, "answered");

	if (number_of(data, "id") == m->id && !known && !m->under_way)
		renewal_model_ask(m);
}

static bool
is_here(const struct renewal_model *m, const json_t *ticket)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(m->renewal, "ticket_states"), i, one)
		if (number_of(one, "id") == number_of(ticket, "id") &&
		    number_of(one, "version") == number_of(ticket, "version"))
			return true;
	return false;
}

void
renewal_model_ticket(struct renewal_model *m, const json_t *data)
{
	const json_t *use;
	size_t i;

	if (m->under_way || is_here(m, data))
		return;
	json_array_foreach(json_object_get(data, "uses"), i, use)
		if (number_of(use, "renewal") == m->id) {
			renewal_model_ask(m);
			return;
		}
}

struct renewal_model *
renewal_model_new(struct link *k, int64_t id, void (*changed)(void *arg), void *arg)
{
	struct renewal_model *m = mem_alloc(sizeof(*m));

	*m = (struct renewal_model){
	    .link = k, .id = id, .full = json_object(), .changed = changed, .arg = arg};
	renewal_model_ask(m);
	return m;
}

static void
act_free(struct act *act)
{
	for (size_t i = 0; i < act->fd_count; i++)
		close(act->fds[i]);
	json_decref(act->args);
	free(act);
}

static void
drop_acts(struct renewal_model *m)
{
	while (m->acts) {
		struct act *act = m->acts;
		m->acts = act->next;
		act_free(act);
	}
}

void
renewal_model_free(struct renewal_model *m)
{
	if (!m)
		return;
	link_forget(m->link, m);
	drop_acts(m);
	json_decref(m->renewal);
	json_decref(m->error);
	json_decref(m->shown);
	json_decref(m->full);
	json_decref(m->refusal);
	free(m->wanted);
	free(m->refused);
	free(m);
}

const json_t *
renewal_model_get(const struct renewal_model *m)
{
	return m->renewal;
}

const json_t *
renewal_model_error(const struct renewal_model *m)
{
	return m->error;
}

/* ---- acts ---- */

void
renewal_model_tell(struct renewal_model *m,
    void (*acted)(const char *operation, const json_t *args, const json_t *ok, void *arg))
{
	m->acted = acted;
}

static void send_next(struct renewal_model *m);

/* The new state is here: now whoever asked for the act can go on from it. */
static void
end_act(struct renewal_model *m)
{
	struct act *act = m->acts;
	json_t *refusal = m->refusal;

	m->acts = act->next;
	m->answered = m->under_way = false;
	m->refusal = NULL;
	if (refusal)
		drop_acts(m);
	if (act->done)
		act->done(refusal, act->arg);
	json_decref(refusal);
	act_free(act);
	send_next(m);
}

/* The answer holds the new state. One that does not is followed by asking for it: somebody may have been
 * first, and when the connection was lost nobody knows whether it was done. */
static void
answered(const json_t *ok, const json_t *error, void *arg)
{
	struct renewal_model *m = arg;

	if (ok && m->acted)
		m->acted(m->acts->operation, m->acts->args, ok, m->arg);
	if (json_is_array(json_object_get(ok, "steps"))) {
		keep_outline(m, ok);
		end_act(m);
		m->changed(m->arg);
		return;
	}
	m->refusal = json_deep_copy(error);
	m->answered = true;
	renewal_model_ask(m);
}

static void
send_next(struct renewal_model *m)
{
	json_t *args;

	if (!m->acts || m->under_way)
		return;
	m->under_way = true;
	args = json_copy(m->acts->args);
	json_object_set_new(args, "version", json_integer(number_of(m->renewal, "version")));
	link_call_fds(
	    m->link, m->acts->operation, args, m->acts->fds, m->acts->fd_count, answered, m);
	m->acts->fd_count = 0; /* they are the link's */
}

static void
add_act(struct renewal_model *m, struct act *act)
{
	struct act **last = &m->acts;

	while (*last)
		last = &(*last)->next;
	*last = act;
	send_next(m);
}

void
renewal_model_do(struct renewal_model *m, const char *what, const char *step, json_t *args,
    const char *note, renewal_done_fn *done, void *arg)
{
	struct act *act = mem_alloc(sizeof(*act));

	*act = (struct act){.operation = "renewal.do", .done = done, .arg = arg};
	act->args =
	    json_pack("{s:I, s:s, s:b}", "id", (json_int_t)m->id, "what", what, "view", true);
	if (step)
		json_object_set_new(act->args, "step", json_string(step));
	if (args)
		json_object_set_new(act->args, "args", args);
	if (note && *note)
		json_object_set_new(act->args, "note", json_string(note));
	add_act(m, act);
}

void
renewal_model_file(struct renewal_model *m, const char *step, json_t *args, const int *fds,
    size_t fd_count, renewal_done_fn *done, void *arg)
{
	struct act *act = mem_alloc(sizeof(*act));

	*act = (struct act){.operation = "renewal.file", .args = args, .done = done, .arg = arg};
	for (size_t i = 0; i < fd_count && i < 2; i++)
		act->fds[act->fd_count++] = fds[i];
	json_object_set_new(args, "id", json_integer((json_int_t)m->id));
	json_object_set_new(args, "step", json_string(step));
	add_act(m, act);
}

void
renewal_model_forget(struct renewal_model *m, const void *arg)
{
	for (struct act *act = m->acts; act; act = act->next)
		if (act->arg == arg)
			act->done = NULL;
}

/* ---- reading ---- */

const json_t *
renewal_step(const json_t *renewal, const char *key)
{
	return object_with(json_object_get(renewal, "steps"), "key", key);
}

static const struct state_look looks[] = {
    [STATE_TODO] = {" ", N_("to do"), STYLE_TEXT},
    [STATE_DOING] = {"▶", N_("doing"), STYLE_KEY},
    [STATE_WAITING] = {"…", N_("waiting"), STYLE_WARNING},
    [STATE_DONE] = {"✓", N_("done"), STYLE_GOOD},
    [STATE_SKIPPED] = {"-", N_("skipped"), STYLE_DIM},
    [STATE_NOT_APPLICABLE] = {"-", N_("not applicable"), STYLE_DIM},
};
_Static_assert(sizeof(looks) / sizeof(*looks) == STEP_STATE_COUNT, "a look for each state");

int
renewal_step_state(const json_t *step)
{
	return step_state_from(text_of(step, "state"));
}

int
renewal_step_kind(const json_t *step)
{
	return step_kind_from(text_of(step, "kind"));
}

bool
renewal_step_waits(const json_t *step)
{
	return renewal_step_state(step) == STATE_WAITING;
}

const struct state_look *
state_look(const json_t *step)
{
	int state = renewal_step_state(step);

	return &looks[state < 0 ? STATE_TODO : state];
}

bool
renewal_step_read(const json_t *step)
{
	return json_object_get(step, "version") != NULL;
}

bool
renewal_step_settled(const json_t *step)
{
	int state = renewal_step_state(step);

	return state >= 0 && step_state_settled((enum step_state)state);
}

bool
renewal_step_shown(const json_t *step)
{
	return renewal_step_state(step) != STATE_NOT_APPLICABLE || *text_of(step, "ticket") ||
	       *text_of(step, "choice") || number_of(step, "since");
}

void
renewal_progress(int phase, int phases, const char *waiting_on, struct buf *out)
{
	if (*waiting_on)
		buf_printf(out, "%d/%d %s", phase, phases, waiting_on);
	else
		buf_printf(out, _("%d/%d ours"), phase, phases);
}
