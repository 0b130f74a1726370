#include "xlsx/xlsx_xml.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <expat.h>

struct psi_xlsx_xml {
	struct psi_xlsx_events events;
	XML_Parser parser;
	unsigned int depth;
	/* Bytes that were fed. */
	long long fed;
	int rc;
	struct psi_error *err;
};

/* Stands between a namespace and a local name: no URI has it. */
#define MARK '\n'

static const char *const namespaces[] = {
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
	"http://purl.oclc.org/ooxml/spreadsheetml/main",
	"http://schemas.openxmlformats.org/package/2006/relationships",
};

static const char *
local_name(const char *name)
{
	const char *mark = strchr(name, MARK);

	for (size_t i = 0;
	     mark != NULL && i < sizeof namespaces / sizeof namespaces[0]; i++)
		if (strlen(namespaces[i]) == (size_t)(mark - name) &&
		    memcmp(name, namespaces[i], (size_t)(mark - name)) == 0)
			return mark + 1;
	return "";
}

static void
stop(struct psi_xlsx_xml *xml, int rc)
{
	if (rc == 0 || xml->rc != 0)
		return;
	xml->rc = rc;
	(void)XML_StopParser(xml->parser, XML_FALSE);
}

static void XMLCALL
on_begin(void *cookie, const char *name, const char **attributes)
{
	struct psi_xlsx_xml *xml = cookie;

	if (xml->rc != 0)
		return;
	if (++xml->depth > PSI_XLSX_DEPTH_MAX) {
		stop(xml,
		    psi_error_set(xml->err, PSI_E_INPUT,
			"the workbook's elements are nested deeper than %d",
			PSI_XLSX_DEPTH_MAX));
		return;
	}
	stop(xml,
	    xml->events.begin(xml->events.cookie, local_name(name),
		(const char *const *)attributes, xml->err));
}

static void XMLCALL
on_end(void *cookie, const char *name)
{
	struct psi_xlsx_xml *xml = cookie;

	if (xml->rc != 0)
		return;
	xml->depth--;
	stop(xml,
	    xml->events.end(xml->events.cookie, local_name(name), xml->err));
}

static void XMLCALL
on_text(void *cookie, const char *text, int len)
{
	struct psi_xlsx_xml *xml = cookie;

	if (xml->rc == 0 && xml->events.text != NULL)
		stop(xml,
		    xml->events.text(
			xml->events.cookie, text, (size_t)len, xml->err));
}

static void XMLCALL
on_doctype(void *cookie, const char *name, const char *system_id,
    const char *public_id, int has_internal)
{
	struct psi_xlsx_xml *xml = cookie;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal;
	stop(xml,
	    psi_error_set(xml->err, PSI_E_INPUT,
		"the workbook declares a document type or entities, which no "
		"spreadsheet program does"));
}

int
psi_xlsx_xml_new(struct psi_xlsx_xml **out,
    const struct psi_xlsx_events *events, struct psi_error *err)
{
	struct psi_xlsx_xml *xml = calloc(1, sizeof *xml);

	if (xml == NULL ||
	    (xml->parser = XML_ParserCreateNS(NULL, MARK)) == NULL) {
		free(xml);
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	}
	xml->events = *events;
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, on_begin, on_end);
	XML_SetCharacterDataHandler(xml->parser, on_text);
	XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
	*out = xml;
	return 0;
}

void
psi_xlsx_xml_free(struct psi_xlsx_xml *xml)
{
	if (xml == NULL)
		return;
	XML_ParserFree(xml->parser);
	free(xml);
}

static int
say_broken(struct psi_xlsx_xml *xml, struct psi_error *err)
{
	enum XML_Error code = XML_GetErrorCode(xml->parser);

	if (code == XML_ERROR_NO_MEMORY)
		return psi_error_set(err, PSI_E_NOMEM, "out of memory");
	(void)psi_error_set(err, PSI_E_INPUT,
	    "the workbook is broken: a part of it is no XML (%s)",
	    XML_ErrorString(code));
	psi_error_hint(err, "save it again, or save it as CSV UTF-8");
	return PSI_E_INPUT;
}

/* Is expat keeping more than the longest tag? Its last event, or what it could
 * not take yet, begins at the current index; -1 where there is neither. */
static bool
is_stuck(const struct psi_xlsx_xml *xml)
{
#ifdef PSI_EXPAT_INDEX64
	long long at = XML_GetCurrentByteIndex64(xml->parser);
#else
	long long at = XML_GetCurrentByteIndex(xml->parser);
#endif

	return at >= 0 && xml->fed - at > (long long)PSI_XLSX_TAG_MAX;
}

int
psi_xlsx_xml_feed(struct psi_xlsx_xml *xml, const void *in, size_t in_len,
    bool last, struct psi_error *err)
{
	const char *bytes = in;
	size_t at = 0;

	xml->err = err;
	do {
		size_t piece = in_len - at;
		bool is_last;

		/* expat keeps a tag until it ends: pieces smaller than the
		 * longest allowed. */
		if (piece > PSI_XLSX_TAG_MAX / 4)
			piece = PSI_XLSX_TAG_MAX / 4;
		is_last = last && at + piece == in_len;
		if (XML_Parse(xml->parser, bytes + at, (int)piece, is_last) !=
		    XML_STATUS_OK)
			return xml->rc != 0 ? xml->rc : say_broken(xml, err);
		at += piece;
		xml->fed += (long long)piece;
		if (is_stuck(xml))
			return psi_error_set(err, PSI_E_INPUT,
			    "a tag of the workbook is longer than 1 MiB");
	} while (at < in_len);
	return xml->rc;
}

const char *
psi_xlsx_attribute(const char *const *attributes, const char *name)
{
	for (; *attributes != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

const char *
psi_xlsx_relationship(const char *const *attributes)
{
	static const char tail[] = "/relationships\nid";
	const size_t tail_len = sizeof tail - 1;

	for (; *attributes != NULL; attributes += 2) {
		size_t len = strlen(attributes[0]);

		if (len >= tail_len &&
		    strcmp(attributes[0] + len - tail_len, tail) == 0)
			return attributes[1];
	}
	return NULL;
}
