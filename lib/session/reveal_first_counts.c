/* The numbers of the second answer in mode counts: may they be true? */
#include "base/bytes.h"
#include "base/error.h"
#include "session/reveal_first.h"
#include "session/session.h"

int
psi_reveal_check_total(
    struct psi_reveal *reveal, uint64_t most, struct psi_error *err)
{
	uint32_t minimum = reveal->session->agreement->minimum_overlap;

	reveal->is_withheld = most == 0 && minimum > 0;
	if (most == 0 || most >= minimum)
		return 0;
	return psi_refuse(err, PSI_E_LIMIT, 0, psi_reveal_distrust,
	    "the answer tells of fewer matches than the agreement asks for");
}

/* Does the number fit into both groups, and is it one that may be told? */
static int
check_count(const struct psi_reveal *reveal, uint64_t n, size_t ours,
    size_t theirs, struct psi_error *err)
{
	uint32_t limit = reveal->session->agreement->suppress_below;

	if (n < limit || (n == PSI_WIRE_COUNT_HIDDEN && limit == 0))
		return psi_refuse(err, PSI_E_LIMIT, 0, psi_reveal_distrust,
		    "the answer tells a number that the agreement hides, or "
		    "hides one that it does not");
	if (n == PSI_WIRE_COUNT_HIDDEN ||
	    (n <= psi_reveal_group_elements(&reveal->own, ours) &&
		n <= psi_reveal_group_elements(&reveal->theirs, theirs)))
		return 0;
	return psi_refuse(err, PSI_E_LIMIT, 0, psi_reveal_distrust,
	    "the answer counts more matches than a group has elements");
}

/* Rows and columns may not add up to more than their group. */
static int
check_sums(const struct psi_reveal *reveal, struct psi_error *err)
{
	size_t num = psi_reveal_num_group(&reveal->own);

	for (size_t i = 0; i < num; i++) {
		uint64_t row = 0;
		uint64_t column = 0;

		for (size_t j = 0; j < num; j++) {
			row += reveal->counts.cell[i][j];
			column += reveal->counts.cell[j][i];
		}
		if (row > psi_reveal_group_elements(&reveal->own, i) ||
		    column > psi_reveal_group_elements(&reveal->theirs, i))
			return psi_refuse(err, PSI_E_LIMIT, 0,
			    psi_reveal_distrust,
			    "the answer counts more matches than a group has "
			    "elements");
	}
	return 0;
}

/* The matrix, own groups first. Zeros alone mean that there was too little to
 * tell, where the agreement has a minimum. */
static int
take_counts(
    struct psi_reveal *reveal, const uint64_t *number, struct psi_error *err)
{
	const struct psi_agreement *agreement = reveal->session->agreement;
	size_t num = psi_reveal_num_group(&reveal->own);
	uint64_t most = 0;
	bool is_empty = true;
	int rc;

	for (size_t i = 0; i < num * num; i++)
		is_empty = is_empty && number[i] == 0;
	if (is_empty && agreement->minimum_overlap > 0)
		return psi_reveal_check_total(reveal, 0, err);
	for (size_t i = 0; i < num * num; i++) {
		rc = check_count(reveal, number[i], i / num, i % num, err);
		if (rc != 0)
			return rc;
		if (number[i] == PSI_WIRE_COUNT_HIDDEN) {
			most += agreement->suppress_below - 1;
			continue;
		}
		most += number[i];
		reveal->counts.cell[i / num][i % num] = (uint32_t)number[i];
		reveal->matches += (uint32_t)number[i];
	}
	if ((rc = check_sums(reveal, err)) != 0)
		return rc;
	return psi_reveal_check_total(reveal, most, err);
}

int
psi_reveal_first_counts(struct psi_reveal *reveal, struct psi_error *err)
{
	size_t num = psi_reveal_num_group(&reveal->own);
	struct psi_reveal_body body = PSI_REVEAL_BODY_INIT;
	uint64_t number[PSI_POPULATIONS * PSI_POPULATIONS];
	uint8_t bytes[PSI_WIRE_COUNT_BYTES];
	int rc;

	rc = psi_reveal_body_open(
	    &body, reveal, psi_wire_counts_bytes(reveal->own.num_group), err);
	for (size_t i = 0; rc == 0 && i < num * num; i++) {
		rc = psi_opener_read(body.opener, bytes, sizeof bytes, err);
		number[i] = psi_load64be(bytes);
	}
	if (rc == 0)
		rc = psi_reveal_body_finish(&body, reveal, err);
	psi_reveal_body_close(&body);
	return rc != 0 ? rc : take_counts(reveal, number, err);
}
