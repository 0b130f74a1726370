#include "report/plots.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kit/html_text.h"
#include "kit/outfile.h"
#include "report/words.h"

/* ---- the matrix ---- */

static const char *const populations[] = { "customer", "open_opportunity",
	"prospect", "former_customer", "other" };
#define NUM_POPULATIONS (sizeof populations / sizeof populations[0])
#define NUM_SHADES 5

struct matrix {
	uint64_t cell[NUM_POPULATIONS][NUM_POPULATIONS];
	uint64_t most;
};

static size_t
population_of(const char *name)
{
	size_t i = 0;

	while (i < NUM_POPULATIONS && strcmp(populations[i], name) != 0)
		i++;
	return i;
}

static bool
read_matrix(
    struct matrix *matrix, const struct psi_answer *answer, const char *partner)
{
	size_t of = psi_answer_find(answer, "partner");
	size_t a = psi_answer_find(answer, "our_population");
	size_t b = psi_answer_find(answer, "their_population");
	size_t n = psi_answer_find(answer, "accounts");
	uint64_t any = 0;

	memset(matrix, 0, sizeof *matrix);
	if (of == SIZE_MAX || a == SIZE_MAX || b == SIZE_MAX || n == SIZE_MAX)
		return false;
	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		size_t ours = population_of(psi_answer_cell(answer, i, a));
		size_t theirs = population_of(psi_answer_cell(answer, i, b));
		uint64_t number = psi_answer_number(answer, i, n);

		if (ours == NUM_POPULATIONS || theirs == NUM_POPULATIONS ||
		    strcmp(psi_answer_cell(answer, i, of), partner) != 0)
			continue;
		matrix->cell[ours][theirs] += number;
		any += number;
		if (matrix->cell[ours][theirs] > matrix->most)
			matrix->most = matrix->cell[ours][theirs];
	}
	return any > 0;
}

static int
write_matrix_row(struct psi_outfile *out, const struct matrix *matrix, size_t i,
    struct psi_error *err)
{
	int rc =
	    psi_outfile_text(out, err, "<tr><th scope=\"row\">%s of ours</th>",
		psi_words_population(populations[i]));

	for (size_t j = 0; rc == 0 && j < NUM_POPULATIONS; j++) {
		uint64_t number = matrix->cell[i][j];
		uint64_t shade = number == 0
		    ? 0
		    : 1 + number * (NUM_SHADES - 1) / matrix->most;

		rc = psi_outfile_text(out, err,
		    "<td class=\"h%" PRIu64 "\">%" PRIu64 "</td>", shade,
		    number);
	}
	return rc != 0 ? rc : psi_html_raw(out, "</tr>\n", err);
}

int
psi_plot_matrix(struct psi_outfile *out, const struct psi_answer *answer,
    const char *partner, struct psi_error *err)
{
	struct matrix matrix;
	int rc;

	if (!read_matrix(&matrix, answer, partner))
		return 0;
	if ((rc = psi_html_raw(out,
		 "<div class=\"wide\"><table class=\"heat\"><caption>", err)) !=
		0 ||
	    (rc = psi_html_text(out, partner, err)) != 0 ||
	    (rc = psi_html_raw(out,
		 ": number of accounts; down, what they are to us; across, "
		 "what they are to the partner</caption><thead><tr><td></td>",
		 err)) != 0)
		return rc;
	for (size_t j = 0; rc == 0 && j < NUM_POPULATIONS; j++)
		rc = psi_outfile_text(out, err,
		    "<th scope=\"col\">%s of theirs</th>",
		    psi_words_population(populations[j]));
	if (rc == 0)
		rc = psi_html_raw(out, "</tr></thead><tbody>\n", err);
	for (size_t i = 0; rc == 0 && i < NUM_POPULATIONS; i++)
		rc = write_matrix_row(out, &matrix, i, err);
	return rc != 0 ? rc
		       : psi_html_raw(out, "</tbody></table></div>\n", err);
}

/* ---- motions ---- */

#define BARS_MAX 24
#define BAR_HEIGHT 38
#define BAR_WIDTH 290

struct bar {
	const char *name;
	/* Our customers, and other accounts. */
	uint64_t customers;
	uint64_t others;
};

/* Names of motions are words of the rules; anything else is no bar. */
static bool
is_motion(const char *name)
{
	return name[0] != '\0' &&
	    name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-")] ==
	    '\0' &&
	    strlen(name) <= 40;
}

static size_t
collect_bars(struct bar bars[BARS_MAX], const struct psi_answer *answer,
    const char *partner)
{
	size_t motion = psi_answer_find(answer, "motion");
	size_t ours = psi_answer_find(answer, "our_population");
	size_t accounts = psi_answer_find(answer, "accounts");
	size_t of = psi_answer_find(answer, "partner");
	size_t num = 0;

	if (of == SIZE_MAX || motion == SIZE_MAX || ours == SIZE_MAX ||
	    accounts == SIZE_MAX)
		return 0;

	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		const char *name = psi_answer_cell(answer, i, motion);
		uint64_t number = psi_answer_number(answer, i, accounts);
		size_t j = 0;

		while (j < num && strcmp(bars[j].name, name) != 0)
			j++;
		if (j == BARS_MAX || !is_motion(name) ||
		    strcmp(psi_answer_cell(answer, i, of), partner) != 0)
			continue;
		if (j == num)
			bars[num++] = (struct bar){ name, 0, 0 };
		if (strcmp(psi_answer_cell(answer, i, ours), "customer") == 0)
			bars[j].customers += number;
		else
			bars[j].others += number;
	}
	return num;
}

/* Its name above the bar, so that it fits on a telephone. */
static int
draw_bar(struct psi_outfile *out, const struct bar *bar, size_t i,
    uint64_t most, struct psi_error *err)
{
	uint64_t first = bar->customers * BAR_WIDTH / most;
	uint64_t second = bar->others * BAR_WIDTH / most;
	size_t y = 46 + i * BAR_HEIGHT;

	return psi_outfile_text(out, err,
	    "<text x=\"0\" y=\"%zu\">%s</text><rect class=\"one\" x=\"0\" "
	    "y=\"%zu\" width=\"%" PRIu64
	    "\" height=\"14\"/><rect class=\"two\" x=\"%" PRIu64
	    "\" y=\"%zu\" width=\"%" PRIu64
	    "\" height=\"14\"/><text x=\"%" PRIu64 "\" y=\"%zu\">%" PRIu64
	    "</text>\n",
	    y, bar->name, y + 5, first, first, y + 5, second,
	    first + second + 6, y + 17, bar->customers + bar->others);
}

int
psi_plot_motions(struct psi_outfile *out, const struct psi_answer *answer,
    const char *partner, struct psi_error *err)
{
	struct bar bars[BARS_MAX];
	size_t num = collect_bars(bars, answer, partner);
	uint64_t most = 1;
	int rc;

	if (num == 0)
		return 0;
	for (size_t i = 0; i < num; i++)
		if (bars[i].customers + bars[i].others > most)
			most = bars[i].customers + bars[i].others;
	rc = psi_outfile_text(out, err,
	    "<div class=\"wide\"><svg viewBox=\"0 0 350 %zu\" width=\"350\" "
	    "role=\"img\" aria-label=\"Accounts by motion; the table below "
	    "has the numbers\">\n<rect class=\"one\" x=\"0\" y=\"6\" "
	    "width=\"12\" height=\"12\"/><text x=\"18\" y=\"17\">our "
	    "customers</text><rect class=\"two\" x=\"130\" y=\"6\" "
	    "width=\"12\" height=\"12\"/><text x=\"148\" y=\"17\">other "
	    "accounts of ours</text>\n",
	    38 + num * BAR_HEIGHT);
	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = draw_bar(out, &bars[i], i, most, err);
	return rc != 0 ? rc : psi_html_raw(out, "</svg></div>\n", err);
}
