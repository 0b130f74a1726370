/* Writes the draft that people start from: a row for each term that is theirs to
 * decide. */
#include "trust/agreement.h"

#include <string.h>

#include "psi/date.h"
#include "base/error.h"
#include "trust/agreement_terms.h"
#include "trust/agreement_text.h"

static int
write_row(struct psi_agreement_rows *rows, const char *term, const char *value,
    struct psi_error *err)
{
	return psi_agreement_rows_insert(
	    rows, rows->num, term, strlen(term), value, strlen(value), 0, err);
}

/* Write the row of a term that has only one: its default, or a question. */
static int
write_template_one(struct psi_agreement_rows *rows,
    const struct psi_agreement_term_info *info, enum psi_mode mode,
    const char *expires, struct psi_error *err)
{
	struct psi_buf ask = PSI_BUF_INIT;
	char shared[PSI_DECIMAL_CHARS + 1];
	const char *value = info->standard;
	int rc;

	if (strcmp(info->name, "mode") == 0 && mode == PSI_MODE_COUNTS)
		value = "counts";
	if (strcmp(info->name, "expires") == 0)
		value = expires;
	if (strncmp(info->name, "maximum-shared-", 15) == 0) {
		psi_agreement_default_shared(shared,
		    psi_agreement_term_find("maximum-elements-a")->standard);
		value = shared;
	}
	/* Terms without a default or a question are filled in when the draft is
	 * proposed (agreement_draft.c). */
	if (value == NULL && info->ask == NULL)
		return 0;
	if (info->ask == NULL)
		return write_row(rows, info->name, value, err);
	if ((rc = psi_buf_append_text(&ask, PSI_AGREEMENT_BLANK ": ", err)) ==
		0 &&
	    (rc = psi_buf_append_text(&ask, info->ask, err)) == 0)
		rc = psi_agreement_rows_insert(rows, rows->num, info->name,
		    strlen(info->name), (const char *)ask.data, ask.len, 0,
		    err);
	psi_buf_clear(&ask);
	return rc;
}

int
psi_agreement_template(const struct psi_sink *sink, const char *mode,
    int32_t today, struct psi_error *err)
{
	struct psi_agreement_rows rows = { NULL, 0, 0 };
	struct psi_buf text = PSI_BUF_INIT;
	const struct psi_agreement_term_info *info;
	char expires[PSI_DATE_CHARS];
	enum psi_mode kind =
	    strcmp(mode, "counts") == 0 ? PSI_MODE_COUNTS : PSI_MODE_ACCOUNTS;
	const char *value;
	int rc = 0;

	if (today < 0 ||
	    today > PSI_AGREEMENT_LAST_DAY - PSI_AGREEMENT_DEFAULT_DAYS)
		return psi_error_set(err, PSI_E_ARG, "no such day");
	psi_date_encode(expires, today + PSI_AGREEMENT_DEFAULT_DAYS);
	for (size_t t = 0;
	     rc == 0 && (info = psi_agreement_term_info(t)) != NULL; t++) {
		if (!info->many)
			rc =
			    write_template_one(&rows, info, kind, expires, err);
		for (size_t j = 0; rc == 0 && info->many &&
		     (value = psi_agreement_term_standard(
			  info->name, kind, j)) != NULL;
		     j++)
			rc = write_row(&rows, info->name, value, err);
	}
	if (rc == 0)
		rc = psi_agreement_rows_text(&text, &rows, 0, rows.num, err);
	if (rc == 0)
		rc = sink->write(sink->cookie, text.data, text.len, err);
	psi_buf_clear(&text);
	psi_agreement_rows_clear(&rows);
	return rc;
}
