#include "daemon/probing/explain.h"

#include "base/mem.h"
#include "base/terms.h"
#include "daemon/session.h"

struct explanation {
	int64_t ticket;
	struct session *session;
	json_int_t id;
	struct explanation *next;
};

void
explanation_add(struct explanation **list, int64_t ticket, struct session *s, json_int_t id)
{
	struct explanation *e = mem_alloc(sizeof(*e));

	*e = (struct explanation){ticket, s, id, *list};
	*list = e;
}

/* What a worker said is foreign text, made of cleaned parts by its own hand: it is passed on as it came, within the
 * bounds of a line, and the client cleans what it prints. */
void
explanation_answer(struct explanation **list, int64_t ticket, const json_t *result)
{
	for (struct explanation **at = list; *at; at = &(*at)->next) {
		struct explanation *e = *at;
		json_t *answer;

		if (e->ticket != ticket)
			continue;
		answer = result ? json_deep_copy(result)
				: json_pack("{s:s, s:s, s:[]}", "outcome",
				      outcome_text(OUTCOME_CRASHED), "detail", "", "addresses");
		*at = e->next;
		session_ok(e->session, e->id, json_pack("{s:o}", "result", answer));
		free(e);
		return;
	}
}

void
explanation_forget(struct explanation **list, const struct session *s)
{
	struct explanation **at = list, *e;

	while ((e = *at)) {
		if (s && e->session != s) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		free(e);
	}
}
