#include "report/cross.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define CELLS_MAX 40

/* Where the numbers begin: behind what the rows are put together by. */
static size_t
num_keys(const struct psi_answer *together)
{
	return psi_answer_find(together, "accounts");
}

bool
psi_cross_can(
    const struct psi_all_answer *of, const struct psi_answer *partners)
{
	const struct psi_answer *together = &of->together;
	size_t keys;

	if (psi_answer_num(partners) < 2 ||
	    psi_answer_num(partners) > PSI_CROSS_PARTNERS_MAX ||
	    psi_answer_num(together) == 0 ||
	    of->found > psi_answer_num(&of->answer))
		return false;
	keys = num_keys(together);
	if (keys == SIZE_MAX || keys == 0 ||
	    psi_answer_find(&of->answer, "accounts") != keys + 1)
		return false;
	for (size_t j = 0; j < keys; j++)
		if (strncmp(psi_answer_name(together, j), "their_", 6) == 0 &&
		    strcmp(psi_answer_name(together, j), "their_population") !=
			0)
			return false;
	return true;
}

/* The accounts of a partner in a group; the partner stands first there. */
static const char *
accounts_of(const struct psi_all_answer *of, size_t row, size_t keys,
    const char *partner)
{
	const struct psi_answer *by = &of->answer;

	for (size_t i = 0; i < psi_answer_num(by); i++) {
		size_t j = 0;

		if (strcmp(psi_answer_cell(by, i, 0), partner) != 0)
			continue;
		while (j < keys &&
		    strcmp(psi_answer_cell(by, i, j + 1),
			psi_answer_cell(&of->together, row, j)) == 0)
			j++;
		if (j == keys)
			return psi_answer_cell(by, i, keys + 1);
	}
	return "0";
}

static void
add(struct psi_mapping_cell *cells, size_t *num, const char *text)
{
	if (*num < CELLS_MAX)
		cells[(*num)++] =
		    (struct psi_mapping_cell){ text, strlen(text) };
}

int
psi_cross_make(struct psi_answer *out, const struct psi_all_answer *of,
    const struct psi_answer *partners, struct psi_error *err)
{
	struct psi_mapping_rows rows = psi_answer_rows(out);
	const struct psi_answer *together = &of->together;
	size_t keys = num_keys(together);
	char names[PSI_CROSS_PARTNERS_MAX][24];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i <= psi_answer_num(together); i++) {
		struct psi_mapping_cell cells[CELLS_MAX];
		size_t num = 0;

		for (size_t j = 0; j < together->num_columns; j++) {
			add(cells, &num,
			    i == 0 ? psi_answer_name(together, j)
				   : psi_answer_cell(together, i - 1, j));
			for (size_t p = 0;
			     j == keys && p < psi_answer_num(partners); p++) {
				(void)snprintf(
				    names[p], sizeof names[p], "@%zu", p);
				add(cells, &num,
				    i == 0
					? names[p]
					: accounts_of(of, i - 1, keys,
					      psi_answer_cell(partners, p, 0)));
			}
		}
		rc = rows.row(rows.cookie, cells, num, err);
	}
	return rc;
}
