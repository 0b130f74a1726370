/* The steps of one value, for those who explain a value or a whole row. */
#ifndef PSI_LIST_EXPLAIN_H
#define PSI_LIST_EXPLAIN_H

#include <stdbool.h>

#include "psi/error.h"

#include "base/buf.h"
#include "base/cell.h"
#include "normal/country.h"
#include "list/header.h"
#include "normal/name.h"
#include "normal/reject.h"

struct psi_normalizer;

/* Who is told, and what is known besides the value. */
struct psi_explaining {
	const struct psi_normalizer *normalizer;
	/* Alpha-2, or "" where it is not known. */
	char country[PSI_COUNTRY_CHARS];
	/* The whole value was told already. */
	bool told;
	void (*step)(void *cookie, const char *step, const char *result,
	    size_t result_len);
	void *cookie;
};

/* Room for the longest reason: its name and its words. */
#define PSI_REASON_CHARS 160

/* "shared-host (a host that many organisations share)". */
void psi_explain_reason(char out[PSI_REASON_CHARS], enum psi_reject reject);

void psi_explain_say(const struct psi_explaining *ex, const char *step,
    const char *text, size_t len);
void psi_explain_reject(
    const struct psi_explaining *ex, enum psi_reject reject);

/*
 * Tell the steps of a name, and why it has no keys if it has none. `keys` is
 * overwritten; its values live as long as `scratch` is not used again.
 */
int psi_explain_name(const struct psi_explaining *ex,
    struct psi_name_scratch *scratch, struct psi_name_keys *keys,
    struct psi_cell name, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Whether the value is a name; tells why, if it is none. */
bool psi_explain_has_name(
    const struct psi_explaining *ex, struct psi_cell value);

/* Repair a name, or addresses, and tell if that was needed; `value` then is in
 * `buf`. */
int psi_explain_repair(const struct psi_explaining *ex, struct psi_cell *value,
    struct psi_buf *buf, bool addresses, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Tell each address of a cell, and what it gives. */
void psi_explain_domains(const struct psi_explaining *ex, struct psi_cell cell);

/* Tell the identifier of a field, by the name of its type. */
void psi_explain_identifier(const struct psi_explaining *ex,
    enum psi_field field, const char *type, struct psi_cell cell);

/* Tell the country; returns whether it is one, with its code in `code`. */
bool psi_explain_country(const struct psi_explaining *ex,
    char code[PSI_COUNTRY_CHARS], struct psi_cell cell);

#endif
