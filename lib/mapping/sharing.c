#include "mapping/sharing.h"

#include <string.h>

#include "base/error.h"

/* The next word of a row, up to a blank. */
static struct psi_cell
next_word(const char **row)
{
	struct psi_cell word = { *row, strcspn(*row, " ") };

	*row += word.len;
	*row += strspn(*row, " ");
	return word;
}

static bool
read_population(enum psi_population *out, struct psi_cell word)
{
	if (word.len == 3 && memcmp(word.text, "any", 3) == 0) {
		*out = PSI_POPULATION_ANY;
		return true;
	}
	return psi_population_find(out, word.text, word.len);
}

int
psi_sharing_add(struct psi_sharing_side *side,
    struct psi_sharing_order *specific, const char *row, struct psi_error *err)
{
	struct psi_cell own_word = next_word(&row);
	struct psi_cell their_word = next_word(&row);
	enum psi_population own;
	enum psi_population theirs;
	struct psi_field_set set = { 0, 0 };
	uint32_t coarse;
	uint8_t rank;

	if (!read_population(&own, own_word) ||
	    !read_population(&theirs, their_word) ||
	    (strcmp(row, "none") != 0 && strcmp(row, "match") != 0 &&
		!psi_field_set_parse(&set, row, strlen(row))))
		return psi_error_set(
		    err, PSI_E_INPUT, "a share row cannot be read");
	/* An alias is a text that both sides see. */
	coarse = set.coarse &
	    ~(PSI_FIELD_BIT(PSI_FIELD_OWNER) |
		PSI_FIELD_BIT(PSI_FIELD_OWNER_EMAIL));
	rank = (uint8_t)(1 + (theirs != PSI_POPULATION_ANY) +
	    2 * (own != PSI_POPULATION_ANY));
	for (unsigned int i = 0; i < PSI_POPULATIONS; i++)
		for (unsigned int j = 0; j < PSI_POPULATIONS; j++) {
			if ((own != PSI_POPULATION_ANY && own != i) ||
			    (theirs != PSI_POPULATION_ANY && theirs != j) ||
			    specific->by[i][j] > rank)
				continue;
			specific->by[i][j] = rank;
			side->told[i][j] = set.fields;
			side->coarse[i][j] = coarse;
		}
	return 0;
}
