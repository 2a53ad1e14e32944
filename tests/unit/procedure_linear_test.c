/* rooms: procedure expiry base */
/* What a walk costs grows with the steps, counted: a procedure of two thousand steps, each with a condition on a choice
 * and behind the one before it. */
#include "procedure/renewal_flow.h"
#include "procedure/renewal_ask.h"

#include "procedure/complaints.h"
#include "procedure/definition.h"

#include "base/buf.h"
#include "base/mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { STEPS = 2000 };

/* Each is a decision that counts only after the choices of the one before it and of the one half-way. */
static char *
text_of_many(void)
{
	struct buf b = {0};

	buf_puts(&b, "name = \"molts\"; title = \"Molts\"; phases = ( { id = \"f\"; title = \"F\"; "
		     "steps = (\n"
		     "{ id = \"s0\"; kind = \"decision\"; title = \"T\"; options = ( { value = "
		     "\"si\"; title = \"S\"; },"
		     " { value = \"no\"; title = \"N\"; } ); }");
	for (int i = 1; i < STEPS; i++) {
		buf_printf(&b,
		    ",\n{ id = \"s%d\"; kind = \"decision\"; title = \"T\"; when = { s%d = "
		    "\"si\"; ",
		    i, i - 1);
		if (i / 2 < i - 1)
			buf_printf(&b, "s%d = \"si\"; ", i / 2);
		buf_puts(&b, "}; options = ( { value = \"si\"; title = \"S\"; }, { value = \"no\"; "
			     "title = \"N\"; } ); }");
	}
	buf_puts(&b, ");\n} );\n");
	return buf_steal(&b);
}

static struct definition *
many(void)
{
	struct complaints said = {0};
	char *text = text_of_many();
	struct definition *d = definition_from_text("molts.procedure", text, &said);

	assert_non_null(d);
	assert_int_equal(d->step_count, STEPS);
	free(text);
	complaints_release(&said);
	return d;
}

static void
a_step_is_found_without_looking_at_the_others(void **state)
{
	struct definition *d = many();
	size_t cost = 0;

	(void)state;
	for (size_t i = 0; i < d->step_count; i++) {
		cost += ids_cost(&d->step_ids, d->steps[i].id);
		assert_ptr_equal(definition_step(d, d->steps[i].id), &d->steps[i]);
	}
	assert_true(cost < STEPS * 3);
	assert_null(definition_step(d, "s2000"));
	assert_null(definition_step(d, "f"));
	assert_ptr_equal(definition_phase(d, "f"), d->phases);
	definition_free(d);
}

/* How many times a node was worked out, where the first `done` steps are chosen. */
static size_t
visits_of(struct definition *d, int done, enum counts last)
{
	struct renewal r = {.doc = json_pack("{s:s, s:{}}", "procedure", d->name, "steps"),
	    .pins = {d},
	    .pin_count = 1};
	struct flow f;
	size_t visits;

	for (int i = 0; i < done; i++) {
		char *key = mem_printf("molts/s%d", i);
		json_t *record = record_make(&r, key);

		put_text(record, "state", "done");
		put_text(record, "choice", "si");
		free(key);
	}
	flow_init(&f, &r);
	assert_int_equal(f.count, STEPS);
	assert_int_equal(f.nodes[STEPS - 1].counts, last);
	assert_ptr_equal(flow_of(&f, d, &d->steps[STEPS / 2]), &f.nodes[STEPS / 2]);
	visits = f.visits;
	flow_release(&f);
	json_decref(r.doc);
	return visits;
}

static void
each_step_is_worked_out_once(void **state)
{
	struct definition *d = many();

	(void)state;
	assert_int_equal(visits_of(d, 0, COUNTS_UNDECIDED), STEPS);
	assert_int_equal(visits_of(d, STEPS / 2, COUNTS_UNDECIDED), STEPS);
	assert_int_equal(visits_of(d, STEPS, COUNTS_YES), STEPS);
	definition_free(d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_step_is_found_without_looking_at_the_others),
	    cmocka_unit_test(each_step_is_worked_out_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
