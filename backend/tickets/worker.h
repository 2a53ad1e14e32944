/* `caducad --role tickets`: the process that speaks with Jira, and the only one that holds tokens. It has no database.
 * Descriptors 0 and 1 are one Unix stream socket, with lines of JSON (at most TICKETS_LINE_MAX_BYTES) and descriptors
 * beside them; it ends when that is closed. A token is never in a line, an argument, the environment or a log.
 *
 * It writes first
 *   {"ready":{"role":"tickets","curl":"7.88.1"}}
 * and reads, once and before anything else,
 *   {"setup":{"base":"https://…","plain":false,"ca_file":""|"/…","proxy":""|"http://…","timeout_ms":30000,"rate":60}}
 * answered by {"setup":{"ok":{"base"}}} with the base in its one form, or {"setup":{"error":{"code","args"}}}: then
 * nothing is asked of anyone until a setup that holds. After one that holds there is no other.
 *
 *   {"token":{"who":"anna"}}  with one descriptor, which is read to its end without waiting, and closed: at most 4096
 *                             bytes of visible ASCII and one line end. "" is nobody's: the one that tickets are followed
 *                             with. It takes the place of who's former one, and is tried with `myself` at once.
 * is answered once, by {"token":{"who","ok":{"name","display"}}}, or {"token":{"who","error":{"code","args"}}} (cancelled
 * where another takes its place, or it is to be forgotten, before it was tried): one that is
 * refused is forgotten there and then, and so is one that Jira refuses later, in a call: then the same line is written.
 * One that could not be tried (jira-unreachable…) is forgotten as well. Nobody's that Jira refused before is refused
 * without asking Jira.
 *   {"forget":{"who":"anna"}}
 *
 *   {"job":{"id":7,"who":"anna","following":false,"call":"create","args":{…}}}
 * is answered by {"answer":{"id":7,"ok":{…}}} or {"answer":{"id":7,"error":{"code","args","sent":bool,"retry_ms":n}}}.
 * sent is false where Jira certainly did nothing: the request never left, or was refused. Jobs of somebody whose token is
 * not known to be good fail with no-token. What is `following` waits behind the rest. The calls, with what they answer:
 *   server {}                        {"version","title","deployment"}; needs no token
 *   myself {}                        {"name","display"}
 *   create {project,type,summary,description,labels[],fields{}}     {"key","id"}
 *   find {project,marker}            {"issues":[ISSUE]}, by label or description
 *   get {key} or {id}                {"issue":ISSUE}
 *   search {keys[]}                  {"issues":[ISSUE],"missing":[keys]}; one that was moved is missing, and comes under
 *                                    its new key with the id that it had
 *   link {type,inward,outward}       {}
 *   comments {key}                   {"comments":[{"id","author","at","body","internal"?}]}, the last 100, the first one first
 *   comment {key,body,internal}      {"id"}; internal is for projects that are service desks
 *   attach {key,name} with a descriptor of a regular file     {"id","name","size"}
 *   fetch {id,name,size,content} of an attachment             {"name","size"} with a sealed descriptor of its bytes
 *   check {roles:[{role,project,type}],link_type,fields{PROJECT:{}},reading}
 *                                    {"checks":[{"name","ok","code"?,"args"}]}: what of it can be done with that token.
 *                                    name is token, project, right, type, field or link-type; reading: the projects are
 *                                    only to be seen. A token that is refused is the error of the call
 * ISSUE is of tickets/rest_read.h. */
#ifndef TICKETS_WORKER_H
#define TICKETS_WORKER_H

int tickets_worker_main(void); /* the exit status */

#endif
