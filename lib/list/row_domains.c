#include "list/row_domains.h"

#include "base/error.h"
#include "normal/domain.h"
#include "normal/domain_lists.h"
#include "normal/normalizer.h"
#include "normal/repair.h"

static int
explain(const struct psi_row *row, const struct psi_domain *domain,
    struct psi_error *err)
{
	struct psi_cell host = { domain->host, domain->host_len };
	struct psi_cell name = { domain->host + domain->start,
		domain->host_len - domain->start };
	int rc = psi_row_explain(row, PSI_EVENT_STEP, "host", host, err);

	return rc != 0
	    ? rc
	    : psi_row_explain(row, PSI_EVENT_STEP, "domain", name, err);
}

static int
add_host(const struct psi_row *row, enum psi_fact_kind kind,
    const struct psi_domain *domain, struct psi_error *err)
{
	/* A host has at most 253 bytes. */
	const struct psi_fact fact = { .kind = kind,
		.extra = (uint8_t)domain->start,
		.steps = domain->steps,
		.text = domain->host,
		.len = domain->host_len };
	int rc;

	if (psi_row_is_explained(row) && (rc = explain(row, domain, err)) != 0)
		return rc;
	if (kind == PSI_FACT_HOST) {
		row->facts->has_host = true;
		/* The account's name may yet make a host below the domain a
		 * part of it (psi_own_hosts_mark). */
		row->facts->has_domain |= !psi_domain_is_guest(domain->steps) &&
		    psi_www_len(domain->host, domain->start) == domain->start;
	}
	return psi_row_add(row, &fact, err);
}

static int
read_one(const struct psi_row *row, enum psi_fact_kind kind,
    struct psi_cell part, struct psi_error *err)
{
	struct psi_domain domain;
	enum psi_reject reject;
	int rc = psi_row_explain(row, PSI_EVENT_PART, NULL, part, err);

	if (rc != 0)
		return rc;
	reject = psi_domain_parse(
	    &domain, row->reader->normalizer->suffixes, part.text, part.len);
	if (reject == PSI_REJECT_NO_MEMORY)
		return psi_error_nomem(err);
	return reject == PSI_REJECT_NONE ? add_host(row, kind, &domain, err)
					 : psi_row_note(row, reject, part, err);
}

static int
read_cell(const struct psi_row *row, enum psi_fact_kind kind,
    struct psi_cell cell, struct psi_error *err)
{
	const char *before = cell.text;
	struct psi_cell part;
	size_t pos = 0;
	int rc = psi_repair_addresses(&cell, &row->reader->repaired, err);

	if (rc == 0 && cell.text != before)
		rc =
		    psi_row_explain(row, PSI_EVENT_STEP, "repaired", cell, err);
	if (rc != 0)
		return rc;
	if (psi_is_placeholder(cell.text, cell.len))
		return psi_row_note(row, PSI_REJECT_PLACEHOLDER, cell, err);
	while (rc == 0 &&
	    psi_domain_next(&pos, &part.text, &part.len, cell.text, cell.len))
		rc = read_one(row, kind, part, err);
	return rc;
}

int
psi_row_domains(struct psi_row *row, enum psi_field field,
    enum psi_fact_kind kind, struct psi_error *err)
{
	for (size_t i = 0; i < psi_row_num_columns(row, field); i++) {
		struct psi_cell cell;
		int rc = psi_row_go(row, field, i, &cell, err);

		if (rc == 0)
			rc = read_cell(row, kind, cell, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}
