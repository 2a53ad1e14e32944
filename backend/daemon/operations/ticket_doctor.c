/* ticket.doctor: whether tickets can be made in Jira as the settings, the procedures and the asker's token have it. It is a
 * walk of questions to the worker, each asked when the one before it was answered: the version, which needs no token;
 * what the asker may do; and what the service's token sees. What is found is a list of the form that `doctor` has. A
 * question that finds the way closed ends the walk, since the others would find the same. */
#include "daemon/operations/operations.h"

#include "base/config.h"
#include "base/mem.h"
#include "base/members.h"
#include "daemon/daemon.h"
#include "daemon/operations/ticket_json.h"
#include "daemon/session.h"
#include "daemon/ticketing/jira.h"
#include "daemon/ticketing/jira_settings.h"
#include "daemon/ticketing/service_token.h"
#include "procedure/definition.h"
#include "procedure/library.h"
#include "procedure/site.h"

enum { VERSION_NEEDED = 814 /* 8.14: the first with personal access tokens */ };

struct doctor {
	struct daemon *d;
	struct session *session;
	json_int_t id;
	json_t *checks;
};

/* args is stolen; code NULL: it is well. */
static void
add_check(
    struct doctor *doctor, const char *name, enum health state, const char *code, json_t *args)
{
	json_array_append_new(doctor->checks,
	    json_pack("{s:s, s:s, s:s*, s:o}", "name", name, "state", health_text(state), "code",
		code, "args", args ? args : json_object()));
}

static void
end_walk(struct doctor *doctor)
{
	session_ok(doctor->session, doctor->id, json_pack("{s:O}", "checks", doctor->checks));
	json_decref(doctor->checks);
	free(doctor);
}

/* Whoever asked is gone. */
static void
drop_walk(struct doctor *doctor)
{
	json_decref(doctor->checks);
	free(doctor);
}

static void
ask(struct doctor *doctor, const char *who, const char *call, json_t *args, jira_done_fn *done)
{
	jira_call(doctor->d->jira, &(struct jira_ask){.who = who,
				       .call = call,
				       .args = args,
				       .done = done,
				       .ctx = doctor,
				       .owner = doctor->session,
				       .asker = session_actor(doctor->session)->login});
}

/* ---- what is wanted ---- */

/* Each role of a ticket that a procedure makes in Jira, with its project and the type that the settings have for it. */
static json_t *
wanted_roles(struct daemon *d)
{
	const struct library *library = open_renewals_library(d->open_renewals, false);
	const struct definition *def;
	json_t *roles = json_array();

	for (size_t i = 0; (def = library_at(library, i)); i++)
		for (size_t k = 0; k < def->step_count; k++) {
			const struct step *s = &def->steps[k];
			char *name = s->project ? mem_printf("project.%s", s->project) : NULL;
			const char *project = name ? site_value(library_site(library), name) : NULL;

			if (s->kind == STEP_TICKET && project && s->ticket_role >= 0)
				json_array_append_new(roles,
				    json_pack("{s:s, s:s, s:s}", "role",
					ticket_role_text((enum ticket_role)s->ticket_role),
					"project", project, "type",
					jira_type_of(d->config, (enum ticket_role)s->ticket_role)));
			free(name);
		}
	return roles;
}

static json_t *
wanted(struct daemon *d, bool reading)
{
	json_t *roles = wanted_roles(d), *fields = json_object();
	const json_t *role;
	size_t i;

	json_array_foreach(roles, i, role)
		json_object_set_new(fields, text_of(role, "project"),
		    jira_fields_of(d->config, text_of(role, "project")));
	return json_pack("{s:o, s:s, s:o, s:b}", "roles", roles, "link_type",
	    d->config->jira_link_type, "fields", fields, "reading", reading);
}

/* ---- what a token lets be done ---- */

/* As the worker found it; what the service's token sees has names of its own. */
static void
add_found(struct doctor *doctor, const struct jira_answer *answer, bool of_service)
{
	const json_t *check;
	size_t i;

	if (!answer->ok)
		add_check(doctor, of_service ? "service-token" : "token", HEALTH_FAILED,
		    answer->code, json_deep_copy(answer->args));
	json_array_foreach(json_object_get(answer->ok, "checks"), i, check)
		add_check(doctor,
		    !of_service ? text_of(check, "name")
		    : i         ? "service-project"
				: "service-token",
		    flag_of(check, "ok") ? HEALTH_OK : HEALTH_FAILED, text_at(check, "code"),
		    json_deep_copy(json_object_get(check, "args")));
}

/* ---- the service's token ---- */

static void
service_answered(void *ctx, const struct jira_answer *answer)
{
	struct doctor *doctor = ctx;

	if (!answer) {
		drop_walk(doctor);
		return;
	}
	add_found(doctor, answer, true);
	end_walk(doctor);
}

static void
look_at_service(struct doctor *doctor)
{
	const struct jira *jira = doctor->d->jira;
	const json_t *trouble = service_token_trouble(doctor->d->service_token);
	json_t *args;

	if (jira_has_token(jira, "")) {
		ask(doctor, "", "check", wanted(doctor->d, true), service_answered);
		return;
	}
	if (!*doctor->d->config->jira_token_file) {
		add_check(doctor, "service-token", HEALTH_OK, "no-service-token", NULL);
	} else if (!trouble) {
		add_check(doctor, "service-token", HEALTH_FAILED, "no-token", NULL);
	} else {
		args = json_pack("{s:O}", "trouble", trouble);
		json_object_update_missing(args, json_object_get(trouble, "args"));
		add_check(doctor, "service-token", HEALTH_FAILED, text_of(trouble, "code"), args);
	}
	end_walk(doctor);
}

/* ---- the asker's ---- */

static void
asker_answered(void *ctx, const struct jira_answer *answer)
{
	struct doctor *doctor = ctx;

	if (!answer) {
		drop_walk(doctor);
		return;
	}
	add_found(doctor, answer, false);
	look_at_service(doctor);
}

static void
look_at_asker(struct doctor *doctor)
{
	const char *login = session_actor(doctor->session)->login,
		   *refusal = jira_token_refusal(doctor->d->jira, login);

	if (jira_has_token(doctor->d->jira, login)) {
		ask(doctor, login, "check", wanted(doctor->d, false), asker_answered);
		return;
	}
	add_check(doctor, "token", HEALTH_FAILED, refusal ? refusal : "no-token", NULL);
	look_at_service(doctor);
}

/* ---- Jira itself ---- */

/* "9.12.15" as 912. */
static long
version_number(const char *version)
{
	char *end;
	long major = strtol(version, &end, 10), minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;

	return major * 100 + (minor > 99 ? 99 : minor);
}

static void
server_answered(void *ctx, const struct jira_answer *answer)
{
	struct doctor *doctor = ctx;
	const char *version;
	bool old;

	if (!answer) {
		drop_walk(doctor);
		return;
	}
	if (!answer->ok) {
		add_check(doctor, "connection", HEALTH_FAILED, answer->code,
		    json_deep_copy(answer->args));
		end_walk(doctor);
		return;
	}
	version = text_of(answer->ok, "version");
	old = version_number(version) < VERSION_NEEDED;
	add_check(doctor, "connection", HEALTH_OK, NULL,
	    json_pack("{s:O}", "title", json_object_get(answer->ok, "title")));
	add_check(doctor, "version", old ? HEALTH_FAILED : HEALTH_OK, old ? "jira-too-old" : NULL,
	    json_pack("{s:s}", "version", version));
	look_at_asker(doctor);
}

static void
op_doctor(struct session *s, json_int_t id, const json_t *args)
{
	struct daemon *d = session_daemon(s);
	struct doctor *doctor;
	const json_t *fault = jira_fault(d->jira);

	(void)args;
	if (ticket_waits_enough(s, id))
		return;
	doctor = mem_alloc(sizeof(*doctor));
	*doctor = (struct doctor){d, s, id, json_array()};
	if (jira_state(d->jira) == JIRA_OFF) {
		add_check(doctor, "settings", HEALTH_WARNING, "no-jira", NULL);
		end_walk(doctor);
		return;
	}
	if (fault) {
		add_check(doctor, "settings", HEALTH_FAILED, text_of(fault, "code"),
		    json_deep_copy(json_object_get(fault, "args")));
		end_walk(doctor);
		return;
	}
	add_check(doctor, "settings", HEALTH_OK, NULL, json_pack("{s:s}", "base", d->config->jira));
	ask(doctor, session_actor(s)->login, "server", NULL, server_answered);
}

const struct operation ticket_doctor_operations[] = {
    {.name = "ticket.doctor",
	.right = RIGHT_OPERATE,
	.run = op_doctor,
	.what = "Tries whether tickets can be made in Jira with the caller's token, as the "
		"settings and "
		"the procedures have it; nothing is made.",
	.answer = "checks: each with name, state, args, and code where it is not as it should be"},
    {.name = NULL},
};
