#include "inventory/markup.h"

#include <expat.h>

#include <string.h>

static const char *
local_name(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

static void XMLCALL
started(void *arg, const char *name, const char **attributes)
{
	struct markup *m = arg;

	if (++m->depth > MARKUP_DEPTH_MAX)
		XML_StopParser(m->parser, XML_FALSE);
	else
		m->start(m, local_name(name), attributes);
}

static void XMLCALL
ended(void *arg, const char *name)
{
	struct markup *m = arg;

	m->depth--;
	m->end(m, local_name(name));
	if (m->stop)
		XML_StopParser(m->parser, XML_FALSE);
}

static void XMLCALL
heard(void *arg, const char *text, int len)
{
	struct markup *m = arg;

	if (m->hears && m->text.len < MARKUP_TEXT_MAX)
		buf_add(&m->text, text, (size_t)len);
}

static void XMLCALL
refuse_type(void *arg, const char *name, const char *system_id, const char *public_id, int internal)
{
	struct markup *m = arg;

	(void)name, (void)system_id, (void)public_id, (void)internal;
	XML_StopParser(m->parser, XML_FALSE);
}

static int
feed(void *arg, const char *bytes, size_t len, struct err *err)
{
	struct markup *m = arg;

	if (m->stop)
		return 0;
	if (XML_Parse(m->parser, bytes, (int)len, 0) != XML_STATUS_OK && !m->stop)
		return err_set(err, "list-damaged", "a part is not the XML that it should be");
	return 0;
}

int
markup_read(struct markup *m, struct package *p, const char *part, struct err *err)
{
	int rc;

	m->parser = XML_ParserCreate(NULL);
	if (!m->parser)
		return err_set(err, "list-damaged", "no parser");
	XML_SetUserData(m->parser, m);
	XML_SetElementHandler(m->parser, started, ended);
	XML_SetCharacterDataHandler(m->parser, heard);
	XML_SetStartDoctypeDeclHandler(m->parser, refuse_type);
	rc = package_read(p, part, feed, m, err);
	if (!rc && !m->stop && XML_Parse(m->parser, "", 0, 1) != XML_STATUS_OK)
		rc = err_set(err, "list-damaged", "a part ends too soon");
	XML_ParserFree(m->parser);
	m->parser = NULL;
	buf_release(&m->text);
	return rc;
}

const char *
markup_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(local_name(attributes[0]), name))
			return attributes[1];
	return NULL;
}
