#include "ctl/field_words.h"

#include "base/monitor_field.h"
#include "words/words.h"

#include <string.h>

const char *
field_words(const char *name)
{
	static const struct {
		const char *name, *words;
	} of_services[] = {{"head", N_("head of service")}, {"head_mail", N_("mail of the head")},
	    {"head_user", N_("user of the head")}, {"project_head", N_("head of project")},
	    {"notes", N_("notes")}, {"patterns", N_("domains")}, {"problem", N_("problem")},
	    {"reason", N_("reason")}, {"until", N_("until")}};
	int field = monitor_field_from(name);

	if (field >= 0)
		return _(monitor_field_info((enum monitor_field)field)->word);
	for (size_t i = 0; i < sizeof(of_services) / sizeof(*of_services); i++)
		if (!strcmp(of_services[i].name, name))
			return _(of_services[i].words);
	return NULL;
}
