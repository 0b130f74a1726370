#include "report/html.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "kit/outfile.h"

/* ---- tables ---- */

/* Is each cell of the column a number or empty, and one of them a number? */
static bool
is_number_column(const struct psi_answer *answer, size_t column)
{
	bool any = false;

	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		const char *cell = psi_answer_cell(answer, i, column);

		if (cell[strspn(cell, "0123456789.")] != '\0')
			return false;
		any = any || cell[0] != '\0';
	}
	return any;
}

static uint64_t
largest(const struct psi_answer *answer, size_t column)
{
	uint64_t most = 1;

	for (size_t i = 0; i < psi_answer_num(answer); i++)
		if (psi_answer_number(answer, i, column) > most)
			most = psi_answer_number(answer, i, column);
	return most;
}

/* our_close_date reads "our close date". Names of columns are ours. */
static int
write_name(struct psi_outfile *out, const char *name, struct psi_error *err)
{
	char text[64];
	size_t i = 0;

	for (; name[i] != '\0' && i + 1 < sizeof text; i++)
		text[i] = name[i] == '_' ? ' ' : name[i];
	text[i] = '\0';
	return psi_html_escaped(out, text, err);
}

static int
table_head(struct psi_outfile *out, const struct psi_answer *answer,
    const char *caption, bool live, struct psi_error *err)
{
	int rc;

	if ((rc = psi_html_raw(out, "<div class=\"wide\"><table", err)) != 0)
		return rc;
	if (live) {
		rc = psi_html_raw(out, " class=\"live\" data-numbers=\"", err);
		for (size_t j = 0; rc == 0 && j < answer->num_columns; j++)
			if (is_number_column(answer, j))
				rc = psi_outfile_text(out, err, "%zu ", j);
		if (rc == 0)
			rc = psi_html_raw(out, "\"", err);
	}
	if (rc != 0 || (rc = psi_html_raw(out, "><caption>", err)) != 0 ||
	    (rc = psi_html_escaped(out, caption, err)) != 0 ||
	    (rc = psi_html_raw(out, "</caption><thead><tr>", err)) != 0)
		return rc;
	for (size_t j = 0; rc == 0 && j < answer->num_columns; j++)
		if ((rc = psi_html_raw(out, "<th scope=\"col\">", err)) == 0 &&
		    (rc = write_name(out, psi_answer_name(answer, j), err)) ==
			0)
			rc = psi_html_raw(out, "</th>", err);
	return rc != 0 ? rc
		       : psi_html_raw(out, "</tr></thead>\n<tbody>\n", err);
}

static int
table_cell(struct psi_outfile *out, const char *text, bool number, uint64_t bar,
    uint64_t most, struct psi_error *err)
{
	int rc = psi_html_raw(out, number ? "<td class=\"n\">" : "<td>", err);

	if (rc == 0)
		rc = psi_html_text(out, text, err);
	if (rc == 0 && most > 0)
		rc = psi_outfile_text(out, err,
		    "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" "
		    "aria-hidden=\"true\"><rect class=\"one\" width=\"%" PRIu64
		    "\" height=\"10\"/></svg>",
		    bar * 100 / most);
	return rc != 0 ? rc : psi_html_raw(out, "</td>", err);
}

int
psi_html_table(struct psi_outfile *out, const struct psi_answer *answer,
    const char *caption, const char *bar, size_t max, int live,
    struct psi_error *err)
{
	size_t num = psi_answer_num(answer);
	size_t at = bar == NULL ? SIZE_MAX : psi_answer_find(answer, bar);
	uint64_t most = at == SIZE_MAX ? 0 : largest(answer, at);
	int rc;

	if (num == 0)
		return psi_html_raw(out, "<p class=\"dim\">None.</p>\n", err);
	if ((rc = table_head(out, answer, caption, live != 0, err)) != 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < num && i < max; i++) {
		rc = psi_html_raw(out, "<tr>", err);
		for (size_t j = 0; rc == 0 && j < answer->num_columns; j++) {
			const char *cell = psi_answer_cell(answer, i, j);

			rc = table_cell(out, cell,
			    cell[0] != '\0' &&
				cell[strspn(cell, "0123456789.")] == '\0',
			    psi_answer_number(answer, i, j), j == at ? most : 0,
			    err);
		}
		if (rc == 0)
			rc = psi_html_raw(out, "</tr>\n", err);
	}
	if (rc == 0)
		rc = psi_html_raw(out, "</tbody></table></div>\n", err);
	if (rc == 0 && num > max)
		rc = psi_outfile_text(out, err,
		    "<p class=\"dim\">The first %zu of %zu rows.</p>\n", max,
		    num);
	return rc;
}

/* ---- plots ---- */

static const char *const populations[] = { "customer", "open_opportunity",
	"prospect", "former_customer", "other" };
#define NUM_POPULATIONS (sizeof populations / sizeof populations[0])
#define CELL_WIDTH 130
#define CELL_HEIGHT 44
#define LABEL_WIDTH 150

static uint64_t
cell_of(const struct psi_answer *answer, size_t ours, size_t theirs)
{
	size_t a = psi_answer_find(answer, "our_population");
	size_t b = psi_answer_find(answer, "their_population");
	size_t n = psi_answer_find(answer, "accounts");
	uint64_t sum = 0;

	for (size_t i = 0; i < psi_answer_num(answer); i++)
		if (strcmp(psi_answer_cell(answer, i, a), populations[ours]) ==
			0 &&
		    strcmp(psi_answer_cell(answer, i, b),
			populations[theirs]) == 0)
			sum += psi_answer_number(answer, i, n);
	return sum;
}

static int
heat_cell(struct psi_outfile *out, const struct psi_answer *answer, size_t i,
    size_t j, uint64_t most, struct psi_error *err)
{
	uint64_t number = cell_of(answer, i, j);
	size_t x = LABEL_WIDTH + j * CELL_WIDTH;
	size_t y = 50 + i * CELL_HEIGHT;

	return psi_outfile_text(out, err,
	    "<rect class=\"cell\" x=\"%zu\" y=\"%zu\" width=\"%d\" "
	    "height=\"%d\" fill-opacity=\"0.%02" PRIu64 "\"/><text x=\"%zu\" "
	    "y=\"%zu\" text-anchor=\"middle\">%" PRIu64 "</text>\n",
	    x, y, CELL_WIDTH, CELL_HEIGHT, 2 + number * 55 / most,
	    x + CELL_WIDTH / 2, y + 27, number);
}

int
psi_html_heat_map(struct psi_outfile *out, const struct psi_answer *answer,
    struct psi_error *err)
{
	uint64_t most = 1;
	int rc;

	for (size_t i = 0; i < NUM_POPULATIONS; i++)
		for (size_t j = 0; j < NUM_POPULATIONS; j++)
			if (cell_of(answer, i, j) > most)
				most = cell_of(answer, i, j);
	rc = psi_outfile_text(out, err,
	    "<div class=\"wide\"><svg viewBox=\"0 0 %zu %zu\" width=\"%zu\" "
	    "role=\"img\" "
	    "aria-label=\"Accounts by population; the table below has the "
	    "numbers\">\n<text class=\"dim\" x=\"%d\" y=\"16\">theirs, to the "
	    "right</text><text class=\"dim\" x=\"0\" y=\"40\">ours, "
	    "down</text>\n",
	    LABEL_WIDTH + NUM_POPULATIONS * CELL_WIDTH + 10,
	    60 + NUM_POPULATIONS * CELL_HEIGHT,
	    LABEL_WIDTH + NUM_POPULATIONS * CELL_WIDTH + 10, LABEL_WIDTH);
	for (size_t j = 0; rc == 0 && j < NUM_POPULATIONS; j++)
		rc = psi_outfile_text(out, err,
		    "<text x=\"%zu\" y=\"40\" text-anchor=\"middle\">%s</text>",
		    LABEL_WIDTH + j * CELL_WIDTH + CELL_WIDTH / 2,
		    populations[j]);
	for (size_t i = 0; rc == 0 && i < NUM_POPULATIONS; i++) {
		rc = psi_outfile_text(out, err,
		    "\n<text x=\"0\" y=\"%zu\">%s</text>\n",
		    77 + i * CELL_HEIGHT, populations[i]);
		for (size_t j = 0; rc == 0 && j < NUM_POPULATIONS; j++)
			rc = heat_cell(out, answer, i, j, most, err);
	}
	return rc != 0 ? rc : psi_html_raw(out, "</svg></div>\n", err);
}

#define BARS_MAX 24
#define BAR_HEIGHT 26
#define BAR_WIDTH 460

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
collect_bars(struct bar bars[BARS_MAX], const struct psi_answer *answer)
{
	size_t motion = psi_answer_find(answer, "motion");
	size_t ours = psi_answer_find(answer, "our_population");
	size_t accounts = psi_answer_find(answer, "accounts");
	size_t num = 0;

	for (size_t i = 0; i < psi_answer_num(answer); i++) {
		const char *name = psi_answer_cell(answer, i, motion);
		uint64_t number = psi_answer_number(answer, i, accounts);
		size_t j = 0;

		while (j < num && strcmp(bars[j].name, name) != 0)
			j++;
		if (j == BARS_MAX || !is_motion(name))
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

static int
draw_bar(struct psi_outfile *out, const struct bar *bar, size_t i,
    uint64_t most, struct psi_error *err)
{
	uint64_t first = bar->customers * BAR_WIDTH / most;
	uint64_t second = bar->others * BAR_WIDTH / most;
	size_t y = 36 + i * BAR_HEIGHT;

	return psi_outfile_text(out, err,
	    "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">%s</text><rect "
	    "class=\"one\" x=\"180\" y=\"%zu\" width=\"%" PRIu64
	    "\" height=\"16\"/><rect class=\"two\" x=\"%" PRIu64
	    "\" y=\"%zu\" width=\"%" PRIu64
	    "\" height=\"16\"/><text x=\"%" PRIu64 "\" y=\"%zu\">%" PRIu64
	    "</text>\n",
	    172, y + 13, bar->name, y, first, 180 + first, y, second,
	    186 + first + second, y + 13, bar->customers + bar->others);
}

int
psi_html_motions(struct psi_outfile *out, const struct psi_answer *answer,
    struct psi_error *err)
{
	struct bar bars[BARS_MAX];
	size_t num = collect_bars(bars, answer);
	uint64_t most = 1;
	int rc;

	if (num == 0)
		return 0;
	for (size_t i = 0; i < num; i++)
		if (bars[i].customers + bars[i].others > most)
			most = bars[i].customers + bars[i].others;
	rc = psi_outfile_text(out, err,
	    "<div class=\"wide\"><svg viewBox=\"0 0 720 %zu\" width=\"720\" "
	    "role=\"img\" "
	    "aria-label=\"Accounts by motion; the table below has the "
	    "numbers\">\n<rect class=\"one\" x=\"180\" y=\"6\" width=\"12\" "
	    "height=\"12\"/><text x=\"198\" y=\"17\">our customers</text><rect "
	    "class=\"two\" x=\"330\" y=\"6\" width=\"12\" "
	    "height=\"12\"/><text x=\"348\" y=\"17\">other accounts of "
	    "ours</text>\n<line class=\"axis\" x1=\"180\" y1=\"28\" "
	    "x2=\"180\" y2=\"%zu\"/>\n",
	    70 + num * BAR_HEIGHT, 40 + num * BAR_HEIGHT);
	for (size_t i = 0; rc == 0 && i < num; i++)
		rc = draw_bar(out, &bars[i], i, most, err);
	if (rc != 0)
		return rc;
	return psi_outfile_text(out, err,
	    "<line class=\"axis\" x1=\"180\" y1=\"%zu\" x2=\"640\" "
	    "y2=\"%zu\"/><text class=\"dim\" x=\"180\" y=\"%zu\">0</text><text "
	    "class=\"dim\" x=\"640\" y=\"%zu\" text-anchor=\"end\">%" PRIu64
	    " accounts</text></svg></div>\n",
	    40 + num * BAR_HEIGHT, 40 + num * BAR_HEIGHT, 58 + num * BAR_HEIGHT,
	    58 + num * BAR_HEIGHT, most);
}
