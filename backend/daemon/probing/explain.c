#include "daemon/probing/explain.h"

#include "base/mem.h"
#include "base/terms.h"

struct explain_request {
	int64_t probe_id;
	explained_fn *done;
	void *who;
	json_int_t id;
	struct explain_request *next;
};

void
explain_add(
    struct explain_request **list, int64_t probe_id, explained_fn *done, void *who, json_int_t id)
{
	struct explain_request *e = mem_alloc(sizeof(*e));

	*e = (struct explain_request){probe_id, done, who, id, *list};
	*list = e;
}

static json_t *
crashed_result(void)
{
	return json_pack("{s:s, s:s, s:[]}", "outcome", outcome_text(OUTCOME_CRASHED), "detail", "",
	    "addresses");
}

void
explain_answer(struct explain_request **list, int64_t probe_id, const json_t *result)
{
	for (struct explain_request **at = list; *at; at = &(*at)->next) {
		struct explain_request *e = *at;

		if (e->probe_id != probe_id)
			continue;
		*at = e->next;
		e->done(e->who, e->id, result ? json_deep_copy(result) : crashed_result());
		free(e);
		return;
	}
}

void
explain_give_up(struct explain_request **list)
{
	struct explain_request *e;

	while ((e = *list)) {
		*list = e->next;
		e->done(e->who, e->id, NULL);
		free(e);
	}
}

void
explain_forget(struct explain_request **list, const void *who)
{
	struct explain_request **at = list, *e;

	while ((e = *at)) {
		if (who && e->who != who) {
			at = &e->next;
			continue;
		}
		*at = e->next;
		free(e);
	}
}
