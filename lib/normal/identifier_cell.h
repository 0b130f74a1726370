/*
 * What stands around a number in a cell: a label, brackets, what a spreadsheet
 * made of it (lib/KEYS.md, "Identifiers").
 */
#ifndef PSI_NORMAL_IDENTIFIER_CELL_H
#define PSI_NORMAL_IDENTIFIER_CELL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/digest.h"
#include "normal/reject.h"

/* A longer cell holds no number. */
#define PSI_IDENTIFIER_CELL_BYTES_MAX 128

struct psi_identifier_cell {
	/* What is left of it. */
	char text[PSI_IDENTIFIER_CELL_BYTES_MAX];
	size_t len;
	/* Alpha-2 where its label tells the country (CNPJ); else NULL. */
	const char *country;
};

/*
 * Take away a label in front ("VAT no.", "SIREN:"), brackets without a digit
 * behind, quotes, the decimals ".0" and ".00" of whole numbers, and the commas
 * between thousands. Returns PSI_REJECT_NONE, PSI_REJECT_ID_ROUNDED for the
 * scientific notation, in which digits are lost, or PSI_REJECT_ID_LENGTH.
 */
enum psi_reject psi_identifier_cell_open(
    struct psi_identifier_cell *out, const char *text, size_t text_len);

/* Feed the labels to a digest, as KEYS.md says. */
void psi_identifier_labels_fingerprint(struct psi_sha256 *ctx);

/* "2.1004E+10": a spreadsheet has rounded a long number. */
bool psi_identifier_is_rounded(const char *text, size_t text_len);

#endif
