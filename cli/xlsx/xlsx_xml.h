/*
 * The XML of a workbook's parts, by expat. What somebody else may have written
 * to do harm is refused: a document type (and with it every entity), deep
 * nesting, a tag or a piece of text without an end, any encoding but UTF-8 and
 * UTF-16.
 */
#ifndef PSI_CLI_XLSX_XML_H
#define PSI_CLI_XLSX_XML_H

#include <stdbool.h>
#include <stddef.h>

#include "psi/error.h"

/* Elements are nested no deeper. */
#define PSI_XLSX_DEPTH_MAX 64
/* No tag is longer, in bytes. */
#define PSI_XLSX_TAG_MAX ((size_t)1 << 20)

/*
 * What a part's reader is told. `name` is the local name of an element of
 * SpreadsheetML or of a list of relationships, transitional or strict (ISO/IEC
 * 29500-1 and -4); elements of other namespaces are told as "". All return 0 or
 * a code, which ends the reading.
 */
struct psi_xlsx_events {
	int (*begin)(void *cookie, const char *name,
	    const char *const *attributes, struct psi_error *err);
	int (*end)(void *cookie, const char *name, struct psi_error *err);
	/* May be NULL; a text may come in several pieces. */
	int (*text)(
	    void *cookie, const char *text, size_t len, struct psi_error *err);
	void *cookie;
};

struct psi_xlsx_xml;

int psi_xlsx_xml_new(struct psi_xlsx_xml **out,
    const struct psi_xlsx_events *events, struct psi_error *err)
    __attribute__((warn_unused_result));
void psi_xlsx_xml_free(struct psi_xlsx_xml *xml);

/* The next bytes; `last` with the last ones, of which there may be none. Returns
 * 0, PSI_E_INPUT for XML that is broken or refused, PSI_E_NOMEM, or what an
 * event returned. */
int psi_xlsx_xml_feed(struct psi_xlsx_xml *xml, const void *in, size_t in_len,
    bool last, struct psi_error *err) __attribute__((warn_unused_result));

/* The value of an attribute without a namespace; NULL where there is none. */
const char *psi_xlsx_attribute(const char *const *attributes, const char *name);

/* The attribute `id` in the namespace of relationships. */
const char *psi_xlsx_relationship(const char *const *attributes);

#endif
