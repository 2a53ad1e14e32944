/* What server.c, session.c, push.c and people.c share of a server and its sessions; nobody else looks in here. */
#ifndef DAEMON_SESSION_INSIDE_H
#define DAEMON_SESSION_INSIDE_H

#include "daemon/limits.h"
#include "daemon/news.h"
#include "daemon/server_setup.h"
#include "daemon/state/roster.h"
#include "daemon/stream.h"
#include "store/store.h"

struct channel;
struct identity;
struct timer;
struct untaken;

enum { LISTENING_MAX = 2 };

struct server {
	struct server_setup setup;
	struct streams_source source;
	struct {
		char *path;
		int fd;
	} at[LISTENING_MAX];
	size_t at_count;
	struct session *sessions;
	size_t count;
	struct limits *limits;
	struct untaken *untaken;
	bool had_client;
	int64_t
	    turned_away; /* monotonic ms: when the log was last told of somebody who is not let in; 0 */
	/* A session ended, or one may come: a personal backend that has none begins to count. */
	void (*settle)(struct server *server);
	struct timer *linger;
	struct timer *full;
};

/* A request that is answered later, and costs something until then. */
struct open_request {
	struct open_request *next;
	json_int_t id;
	enum operation_cost cost;
};

struct session {
	struct server *server;
	struct session *next;
	struct channel *ch;
	struct actor actor;
	char *login;
	enum right right;           /* the highest that its peer has */
	const struct identity *who; /* of a team's member; NULL: root, or whoever runs us */
	json_t *early;              /* lines that came before it is known who he is; NULL: none */
	bool greeted;
	bool refused; /* he is being told why: nothing more is done for him */
	bool
	    only_reads; /* it asked for that itself: nothing that changes anything is done for it */
	struct timer *hello_timer;
	struct timer *push_timer;
	struct streams *streams;
	struct follower follower;
	bool following;
	int64_t since;   /* when it was greeted */
	int64_t renewal; /* that its console has open; 0 */
	bool status_owed;
	bool brings_fd; /* a descriptor was sent, for the answer that comes now */
	struct news news;
	struct open_request *open;
	struct timer *pause; /* he asked too fast */
	/* handed over with the request that runs: those from file_at on are not claimed yet */
	int files[OPERATION_FILES_MAX];
	size_t file_at, file_count;
};

/* Of a new connection; nobody is known behind it yet. */
struct session *session_begin(struct server *server, int fd, uid_t uid);
void session_end(struct session *s);
/* He is told why, and let go once he has been sent that; args are stolen, NULL is {}. */
void session_refuse(struct session *s, const char *code, json_t *args);
/* Of a team's member, what the system says, once it has. False: he is not let in, and told why. */
bool session_recognize(struct session *s);

#endif
