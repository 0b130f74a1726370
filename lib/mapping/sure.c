#include "mapping/sure.h"

#include "base/cell.h"

/* In thousandths, as psi-join writes scores. */
#define CERTAIN 990
#define LIKELY 900

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "0.995", "0.95" or "1" in thousandths, rounded down; -1 for what is no score.
 * A number of psi_value_read has hundredths only. */
static int
read_score(struct psi_cell cell)
{
	int score;

	if (cell.len == 0 || cell.text[0] < '0' || cell.text[0] > '1' ||
	    (cell.len > 1 && cell.text[1] != '.' && cell.text[1] != ','))
		return -1;
	score = cell.text[0] - '0';
	for (size_t i = 2; i < 5; i++)
		score = score * 10 +
		    (i < cell.len && is_digit(cell.text[i]) ? cell.text[i] - '0'
							    : 0);
	return score;
}

enum psi_sure
psi_sure_of(const struct psi_pair *pair)
{
	struct psi_cell level = pair->cell[PSI_COLUMN_LEVEL];
	int score = read_score(pair->cell[PSI_COLUMN_SCORE]);

	if (score < 0)
		return PSI_SURE_UNKNOWN;
	if (psi_cell_is(level, "review"))
		return PSI_SURE_POSSIBLE;
	if (pair->cell[PSI_COLUMN_AMBIGUOUS].len > 0)
		return PSI_SURE_SEVERAL;
	if (psi_cell_is(level, "group"))
		return PSI_SURE_GROUP;
	if (score >= CERTAIN)
		return PSI_SURE_CERTAIN;
	/* Level account: both sides have agreed that the score will do. */
	return score >= LIKELY || psi_cell_is(level, "account")
	    ? PSI_SURE_LIKELY
	    : PSI_SURE_POSSIBLE;
}

bool
psi_sure_is(enum psi_sure sure)
{
	return sure == PSI_SURE_CERTAIN || sure == PSI_SURE_LIKELY ||
	    sure == PSI_SURE_UNKNOWN;
}

const char *
psi_sure_name(enum psi_sure sure)
{
	static const char *const names[] = { "certain", "likely", "group",
		"several", "possible", "unknown" };

	return names[sure];
}
