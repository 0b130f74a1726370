/*
 * What an account of a long list has to know of the others: which of its names
 * other companies have, and with whom it shares a domain. What is counted is
 * sorted by text, and the answers by account; that nobody else has a text is no
 * answer, and most texts are such.
 */
#ifndef PSI_LIST_LONG_COUNTS_H
#define PSI_LIST_LONG_COUNTS_H

#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"
#include "psi/io.h"

#include "base/cell.h"
#include "base/record_file.h"
#include "list/row_counts.h"

struct psi_long_counts;

struct psi_long_counts_config {
	const struct psi_scratch *scratch;
	size_t memory;
	/* As psi_long_list_rows has them. */
	const struct psi_record_file *rows;
	/* Strict names are counted too. */
	bool names;
};

/*
 * Count all rows. Takes at most `memory` bytes, twice the longest row, and the
 * rows of one account at a time. What `config` points to must live as long as
 * the counts; free with psi_long_counts_free.
 * Returns 0, PSI_E_IO, PSI_E_NOMEM or PSI_E_RANDOM.
 */
int psi_long_counts_new(struct psi_long_counts **out,
    const struct psi_long_counts_config *config, struct psi_error *err)
    __attribute__((warn_unused_result));

/* NULL is fine. */
void psi_long_counts_free(struct psi_long_counts *counts);

/* The domains that more than two companies have. */
uint64_t psi_long_counts_group_domains(const struct psi_long_counts *counts);

struct psi_long_answer {
	uint32_t account;
	enum psi_row_count_kind kind;
	/* Of a hash: as psi_unique_enter_shared has it. */
	uint64_t hash;
	uint8_t num_countries;
	const char *shared;
	size_t num_shared;
	/* Of a text: on how many companies it is, 2 or PSI_TALLY_MANY; of a
	 * name, on how many accounts, where 2 are many. */
	struct psi_cell text;
	unsigned int num;
	/* Of a domain or a host that two companies have: they, the account's
	 * first, how far each is from it (psi_address_distance), and the fact
	 * of the other one's first name. */
	uint32_t company;
	uint32_t other;
	uint8_t our_distance;
	uint8_t their_distance;
	const uint8_t *facts;
	size_t facts_len;
};

/* The next answer, in the order of the accounts, valid until the one after it is
 * asked for; or *end. An account may get the same one twice. Returns 0 or
 * PSI_E_IO. */
int psi_long_counts_next(struct psi_long_counts *counts,
    struct psi_long_answer *out, bool *end, struct psi_error *err)
    __attribute__((warn_unused_result));

#endif
