#include "store/services.h"

#include "store/statement.h"
#include "store/store.h"

#include "base/mem.h"

void
service_release(struct service *s)
{
	free(s->name);
	free(s->head);
	free(s->head_mail);
	free(s->head_user);
	free(s->project_head);
	free(s->notes);
	free(s->patterns);
	*s = (struct service){0};
}

void
service_copy(struct service *to, const struct service *from)
{
	*to = (struct service){
	    .id = from->id,
	    .version = from->version,
	    .name = mem_strdup(from->name),
	    .head = mem_strdup(from->head),
	    .head_mail = mem_strdup(from->head_mail),
	    .head_user = mem_strdup(from->head_user),
	    .project_head = mem_strdup(from->project_head),
	    .notes = mem_strdup(from->notes),
	    .patterns = mem_strdup(from->patterns),
	};
}

/* ?1..?7 of service_insert and service_update. */
static void
bind_service(struct statement *q, const struct service *s)
{
	const char *const texts[] = {
	    s->name, s->head, s->head_mail, s->head_user, s->project_head, s->notes, s->patterns};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		bind_text(q, texts[i] ? texts[i] : "");
}

static int
duplicate(const struct service *s, struct err *err)
{
	err_set(err, "service-exists", "there is a service of that name already");
	return err_text(err, "name", s->name);
}

int
store_service_insert(struct store *s, struct service *service, struct err *err)
{
	struct statement q = statement_of(s, QUERY_SERVICE_INSERT);
	int rc;

	bind_service(&q, service);
	rc = statement_run_constrained(&q, err);
	if (rc)
		return rc < 0 ? -1 : duplicate(service, err);
	service->id = sqlite3_last_insert_rowid(s->db);
	service->version = 1;
	return 0;
}

static const struct versioned of_services = {QUERY_SERVICE_KNOWN, "service", "no-service"};

int
store_service_update(struct store *s, struct service *service, struct err *err)
{
	struct statement q = statement_of(s, QUERY_SERVICE_UPDATE);
	int rc;

	bind_service(&q, service);
	bind_int(&q, service->id);
	bind_int(&q, service->version);
	rc = statement_run_constrained(&q, err);
	if (rc)
		return rc < 0 ? -1 : duplicate(service, err);
	if (!sqlite3_changes(s->db))
		return statement_missed(s, &of_services, service->id, service->version, err);
	service->version++;
	return 0;
}

int
store_service_remove(struct store *s, int64_t id, int64_t version, struct err *err)
{
	struct statement q = statement_of(s, QUERY_SERVICE_DELETE);

	bind_int(&q, id);
	bind_int(&q, version);
	if (statement_run(&q, err) < 0)
		return -1;
	return sqlite3_changes(s->db) ? 0 : statement_missed(s, &of_services, id, version, err);
}

static void
read_service(struct statement *q, struct service *s)
{
	*s = (struct service){0};
	s->id = column_int(q);
	s->version = column_int(q);
	s->name = mem_strdup(column_text(q));
	s->head = mem_strdup(column_text(q));
	s->head_mail = mem_strdup(column_text(q));
	s->head_user = mem_strdup(column_text(q));
	s->project_head = mem_strdup(column_text(q));
	s->notes = mem_strdup(column_text(q));
	s->patterns = mem_strdup(column_text(q));
}

int
store_service_each(struct store *s, bool (*each)(const struct service *service, void *arg),
    void *arg, struct err *err)
{
	struct statement q = statement_of(s, QUERY_SERVICE_EACH);
	struct service service;
	bool more = true;
	int rc = 0;

	while (more && (rc = statement_next(&q, err)) > 0) {
		read_service(&q, &service);
		more = each(&service, arg);
		service_release(&service);
	}
	statement_end(&q);
	return rc < 0 ? -1 : 0;
}
