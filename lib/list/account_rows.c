#include "list/account_rows.h"

#include "base/buf.h"
#include "base/error.h"

int
psi_account_rows_begin(struct psi_account_rows *rows, struct psi_error *err)
{
	void *array = rows->account;
	int rc;

	if (rows->num_account == PSI_NO_ACCOUNT)
		return psi_error_set(err, PSI_E_INPUT, "too many accounts");
	if (rows->num_account == rows->account_size) {
		rc = psi_array_grow(&array, &rows->account_size,
		    rows->num_account, 1, sizeof *rows->account, err);
		if (rc != 0)
			return rc;
		rows->account = array;
	}
	rows->account[rows->num_account].first = 0;
	rows->account[rows->num_account].company = (uint32_t)rows->num_account;
	rows->num_account++;
	return 0;
}

static void
append_to_chain(
    struct psi_account_rows *rows, struct psi_account_chain *chain, uint64_t at)
{
	if (chain->first == 0) {
		chain->first = at;
	} else {
		uint8_t *last = psi_spool_at(&rows->spool, chain->last);

		memcpy(last + offsetof(struct psi_row_record, next), &at,
		    sizeof at);
	}
	chain->last = at;
}

int
psi_account_rows_keep(struct psi_account_rows *rows, uint64_t *at,
    uint32_t account, const struct psi_facts *facts, unsigned int list,
    uint64_t line, struct psi_error *err)
{
	struct psi_row_record record;
	uint8_t *p;
	int rc;

	memset(&record, 0, sizeof record);
	record.line = line;
	record.facts_len = (uint32_t)facts->bytes.len;
	record.id_len = (uint16_t)facts->id.len;
	record.population = (uint8_t)facts->population;
	record.by_end = facts->by_end;
	record.list = (uint8_t)list;
	memcpy(record.country, facts->country, PSI_COUNTRY_CHARS);
	rc = psi_spool_take(&rows->spool, at, &p,
	    sizeof record + facts->id.len + facts->bytes.len, err);
	if (rc != 0)
		return rc;
	memcpy(p, &record, sizeof record);
	p += sizeof record;
	if (facts->id.len > 0)
		memcpy(p, facts->id.text, facts->id.len);
	if (facts->bytes.len > 0)
		memcpy(p + facts->id.len, facts->bytes.data, facts->bytes.len);
	append_to_chain(rows, &rows->account[account], *at);
	return 0;
}

void
psi_account_rows_empty(struct psi_account_rows *rows)
{
	psi_spool_empty(&rows->spool);
	rows->num_account = 0;
}

void
psi_account_rows_clear(struct psi_account_rows *rows)
{
	psi_spool_clear(&rows->spool);
	psi_array_free(
	    rows->account, rows->account_size, sizeof *rows->account);
	memset(rows, 0, sizeof *rows);
}

/* Is there a row at this place, which is in a chunk, or does its end come? What
 * is behind the last row of a chunk is zero. */
static bool
row_is_at(
    const struct psi_account_rows *rows, uint64_t at, struct psi_kept_row *out)
{
	if (PSI_SPOOL_CHUNK_BYTES - at % PSI_SPOOL_CHUNK_BYTES <
	    sizeof out->record)
		return false;
	*out = psi_account_rows_at(rows, at);
	return out->record.line != 0;
}

bool
psi_account_rows_next(
    const struct psi_account_rows *rows, uint64_t *at, struct psi_kept_row *out)
{
	uint64_t end = psi_spool_bytes(&rows->spool);
	uint64_t next = PSI_SPOOL_FIRST_AT;

	if (*at != 0) {
		*out = psi_account_rows_at(rows, *at);
		next = *at + sizeof out->record + out->id.len +
		    out->record.facts_len;
	}
	if (next < end && !row_is_at(rows, next, out))
		next += PSI_SPOOL_CHUNK_BYTES - next % PSI_SPOOL_CHUNK_BYTES;
	*at = next;
	return next < end && row_is_at(rows, next, out);
}

bool
psi_account_rows_first_fact(const struct psi_account_rows *rows,
    uint32_t account, enum psi_fact_kind kind, struct psi_fact *out)
{
	struct psi_fact_walk walk;

	psi_fact_walk_begin(&walk, rows, account);
	while (psi_fact_walk_next(&walk, out)) {
		if (out->kind == kind)
			return true;
	}
	return false;
}
