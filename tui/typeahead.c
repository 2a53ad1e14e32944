#include "tui/typeahead.h"

#include "base/mem.h"

#include <string.h>

struct kept {
	uint32_t key; /* where paste is NULL */
	char *paste;
};

struct typeahead {
	struct kept kept[TYPEAHEAD_MOST];
	size_t first, count; /* of those that are kept */
	const struct screen *over;
	char *given; /* the paste that was given last */
};

static void
forget_text(char **text)
{
	if (*text)
		explicit_bzero(*text, strlen(*text));
	free(*text);
	*text = NULL;
}

struct typeahead *
typeahead_new(void)
{
	return mem_alloc(sizeof(struct typeahead));
}

void
typeahead_free(struct typeahead *a)
{
	if (a)
		typeahead_forget(a);
	free(a);
}

void
typeahead_keep(struct typeahead *a, const struct screen *over, const struct input *in)
{
	bool paste = in->kind == INPUT_PASTE;

	if (a->first + a->count == TYPEAHEAD_MOST || (!a->count && !paste && in->key == K_ENTER))
		return;
	if (!a->count)
		a->over = over;
	a->kept[a->first + a->count++] =
	    (struct kept){paste ? 0 : in->key, paste ? mem_strdup(in->paste) : NULL};
}

const struct screen *
typeahead_over(const struct typeahead *a)
{
	return a->count ? a->over : NULL;
}

void
typeahead_move(struct typeahead *a, const struct screen *over)
{
	a->over = over;
}

bool
typeahead_next(struct typeahead *a, struct input *in)
{
	struct kept one;

	forget_text(&a->given);
	if (!a->count) {
		typeahead_forget(a);
		return false;
	}
	one = a->kept[a->first++];
	a->count--;
	a->given = one.paste;
	*in = (struct input){
	    .kind = one.paste ? INPUT_PASTE : INPUT_KEY, .key = one.key, .paste = one.paste};
	return true;
}

void
typeahead_forget(struct typeahead *a)
{
	forget_text(&a->given);
	for (size_t i = 0; i < a->count; i++)
		forget_text(&a->kept[a->first + i].paste);
	explicit_bzero(a, sizeof(*a));
}
