#include "list/long_companies.h"

#include <string.h>

#include "base/bytes.h"
#include "list/long_row.h"
#include "list/unique.h"

/*
 * Records:
 *
 *	names		hash account
 *	companies	account company
 */
#define NUMBER_BYTES 4
#define HASH_BYTES 8
#define NAME_BYTES (HASH_BYTES + NUMBER_BYTES)
#define PAIR_BYTES (2 * NUMBER_BYTES)

/* The first loose name of the first row of an account is what it is called. */
static int
add_name(struct psi_sorter *names, const struct psi_long_row *row,
    struct psi_error *err)
{
	const struct psi_facts *facts = &row->facts;
	uint8_t record[NAME_BYTES];
	struct psi_fact fact;
	size_t pos = 0;

	while (
	    psi_fact_next(&fact, facts->bytes.data, facts->bytes.len, &pos)) {
		if (fact.kind != PSI_FACT_LOOSE)
			continue;
		psi_u64be(
		    record, psi_unique_hash_country(fact.hash, facts->country));
		psi_u32be(record + HASH_BYTES, row->account);
		return psi_sorter_add(names, record, sizeof record, err);
	}
	return 0;
}

static int
add_names(struct psi_sorter *names, const struct psi_record_file *rows,
    struct psi_error *err)
{
	struct psi_record_reader reader = { .file = NULL };
	int rc = 0;

	psi_record_reader_begin(&reader, rows);
	while (rc == 0) {
		struct psi_long_row row;
		const uint8_t *record;
		size_t len;
		bool end;

		rc = psi_record_reader_next(&reader, &record, &len, &end, err);
		if (rc != 0 || end)
			break;
		psi_long_row_read(&row, record, len);
		if (row.number == row.account)
			rc = add_name(names, &row, err);
	}
	psi_record_reader_clear(&reader);
	return rc;
}

/* Of the accounts of one name, all but the first have that one's company. */
static int
pair_accounts(struct psi_long_companies *companies, struct psi_sorter *names,
    struct psi_error *err)
{
	uint8_t first[NAME_BYTES] = { 0 };
	uint8_t pair[PAIR_BYTES];
	int rc = psi_sorter_sort(names, err);

	while (rc == 0) {
		const uint8_t *name;
		size_t len;
		bool end;

		rc = psi_sorter_next(names, &name, &len, &end, err);
		if (rc != 0 || end)
			break;
		/* No hash is 0. */
		if (!psi_public_equal(first, name, HASH_BYTES)) {
			memcpy(first, name, sizeof first);
			continue;
		}
		memcpy(pair, name + HASH_BYTES, NUMBER_BYTES);
		memcpy(pair + NUMBER_BYTES, first + HASH_BYTES, NUMBER_BYTES);
		rc = psi_sorter_add(companies->sorted, pair, sizeof pair, err);
	}
	return rc;
}

static int
next_pair(struct psi_long_companies *companies, struct psi_error *err)
{
	const uint8_t *pair;
	size_t len;
	int rc = psi_sorter_next(
	    companies->sorted, &pair, &len, &companies->end, err);

	if (rc != 0 || companies->end)
		return rc;
	companies->account = psi_load32be(pair);
	companies->company = psi_load32be(pair + NUMBER_BYTES);
	return 0;
}

int
psi_long_companies_find(struct psi_long_companies *companies,
    const struct psi_record_file *rows, const struct psi_scratch *scratch,
    size_t memory, struct psi_error *err)
{
	struct psi_sorter *names = NULL;
	int rc = psi_sorter_new(&names, scratch, memory / 2, NAME_BYTES, err);

	if (rc == 0)
		rc = psi_sorter_new(
		    &companies->sorted, scratch, memory / 8, PAIR_BYTES, err);
	if (rc == 0)
		rc = add_names(names, rows, err);
	if (rc == 0)
		rc = pair_accounts(companies, names, err);
	psi_sorter_free(names);
	if (rc == 0)
		rc = psi_sorter_sort(companies->sorted, err);
	return rc != 0 ? rc : next_pair(companies, err);
}

int
psi_long_companies_of(struct psi_long_companies *companies, uint32_t *out,
    uint32_t account, struct psi_error *err)
{
	while (!companies->end && companies->account < account) {
		int rc = next_pair(companies, err);

		if (rc != 0)
			return rc;
	}
	*out = !companies->end && companies->account == account
	    ? companies->company
	    : account;
	return 0;
}

void
psi_long_companies_clear(struct psi_long_companies *companies)
{
	psi_sorter_free(companies->sorted);
	memset(companies, 0, sizeof *companies);
}
