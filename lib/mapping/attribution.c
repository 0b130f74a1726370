/* Deals of one's own, with and without an overlap. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/error.h"
#include "mapping/mapping_internal.h"
#include "table/csv_reader.h"

/* Fewer deals say nothing. */
#define DEALS_MIN 10

enum deal_column {
	DEAL_ACCOUNT,
	DEAL_CREATED,
	DEAL_CLOSED,
	DEAL_AMOUNT,
	DEAL_STAGE,
	DEAL_WON,
	NUM_DEAL_COLUMNS
};

/* A deal is in one of sourced, influenced and none; the first two together are
 * `with`, and those of it that were won sooner than usual, accelerated. */
enum deal_group {
	GROUP_SOURCED,
	GROUP_INFLUENCED,
	GROUP_ACCELERATED,
	GROUP_WITH,
	GROUP_NONE,
	NUM_GROUPS
};

/* Headers of Salesforce, HubSpot, Dynamics and Pipedrive exports, as words
 * without regard to case; the first that is there counts. */
static const struct {
	enum deal_column column;
	const char *header;
} headers[] = {
	{ DEAL_ACCOUNT, "account id" },
	{ DEAL_ACCOUNT, "associated company ids" },
	{ DEAL_ACCOUNT, "associated company id" },
	{ DEAL_ACCOUNT, "company id" },
	{ DEAL_ACCOUNT, "organization id" },
	{ DEAL_ACCOUNT, "our account" },
	{ DEAL_CREATED, "created date" },
	{ DEAL_CREATED, "create date" },
	{ DEAL_CREATED, "created on" },
	{ DEAL_CREATED, "deal created" },
	{ DEAL_CLOSED, "close date" },
	{ DEAL_CLOSED, "closed date" },
	{ DEAL_CLOSED, "actual close date" },
	{ DEAL_AMOUNT, "amount" },
	{ DEAL_AMOUNT, "deal amount" },
	{ DEAL_AMOUNT, "actual revenue" },
	{ DEAL_AMOUNT, "value" },
	{ DEAL_STAGE, "stage" },
	{ DEAL_STAGE, "deal stage" },
	{ DEAL_STAGE, "status" },
	{ DEAL_WON, "won" },
	{ DEAL_WON, "is won" },
};

PSI_ARRAY(deal_numbers, int64_t)

/* A won deal with an overlap: whether it was sooner than usual is known when
 * all have been read. */
struct won_deal {
	int64_t days;
	int64_t size;
	bool has_size;
};

PSI_ARRAY(won_deals, struct won_deal)

struct deal_tally {
	uint64_t deals;
	uint64_t won;
	/* Of won deals in one currency; of all. */
	struct deal_numbers sizes;
	struct deal_numbers days;
};

struct deals {
	struct psi_mapping *mapping;
	size_t at[NUM_DEAL_COLUMNS];
	const struct psi_csv_record *record;
	/* The first currency; deals of others count without a size. */
	char currency[4];
	bool has_currency;
	struct deal_tally tally[NUM_GROUPS];
	struct won_deals won_with;
	struct psi_error *err;
};

static void
find_columns(struct deals *deals)
{
	for (size_t i = 0; i < NUM_DEAL_COLUMNS; i++)
		deals->at[i] = SIZE_MAX;
	for (size_t h = 0; h < sizeof headers / sizeof headers[0]; h++)
		for (size_t i = 0; i < deals->record->num_cells; i++) {
			struct psi_cell name = { headers[h].header,
				strlen(headers[h].header) };

			if (deals->at[headers[h].column] == SIZE_MAX &&
			    psi_value_same_words(deals->record->cells[i], name))
				deals->at[headers[h].column] = i;
		}
}

static int
check_columns(struct deals *deals)
{
	static const char *const names[] = { "Account ID", "Created Date",
		"Close Date", "Amount", "Stage", "Won" };

	for (size_t i = 0; i < DEAL_STAGE; i++)
		if (deals->at[i] == SIZE_MAX)
			return psi_error_set_line(deals->err, PSI_E_INPUT,
			    deals->record->line,
			    "the deals have no column '%s'", names[i]);
	if (deals->at[DEAL_STAGE] == SIZE_MAX &&
	    deals->at[DEAL_WON] == SIZE_MAX)
		return psi_error_set_line(deals->err, PSI_E_INPUT,
		    deals->record->line,
		    "the deals have no column 'Stage' or 'Won'");
	return 0;
}

static struct psi_cell
cell_of(const struct deals *deals, enum deal_column column)
{
	struct psi_cell nothing = { "", 0 };

	return deals->at[column] < deals->record->num_cells
	    ? deals->record->cells[deals->at[column]]
	    : nothing;
}

static bool
day_of(const struct deals *deals, enum deal_column column, int64_t *day)
{
	struct psi_cell cell = cell_of(deals, column);
	struct psi_value value;

	psi_value_read(&value, PSI_VALUE_DATE, cell.text, cell.len);
	*day = value.low;
	return value.known && value.low == value.high;
}

/* Won, lost, or still open: by the flag, or the words of the stage. */
static bool
is_closed(const struct deals *deals, bool *won)
{
	static const char *const won_words[] = { "closed won", "won",
		"closedwon" };
	static const char *const lost_words[] = { "closed lost", "lost",
		"closedlost", "disqualified" };
	struct psi_cell flag = cell_of(deals, DEAL_WON);
	struct psi_cell stage = cell_of(deals, DEAL_STAGE);
	struct psi_value value;

	psi_value_read(&value, PSI_VALUE_FLAG, flag.text, flag.len);
	*won = value.known && value.low == 1;
	if (value.known && stage.len == 0)
		return true;
	for (size_t i = 0; i < sizeof won_words / sizeof won_words[0]; i++)
		if (psi_value_same_words(stage,
			(struct psi_cell){
			    won_words[i], strlen(won_words[i]) })) {
			*won = true;
			return true;
		}
	for (size_t i = 0; i < sizeof lost_words / sizeof lost_words[0]; i++)
		if (psi_value_same_words(stage,
			(struct psi_cell){
			    lost_words[i], strlen(lost_words[i]) })) {
			*won = false;
			return true;
		}
	return *won;
}

static int
group_of(struct deals *deals, int64_t created, int64_t closed,
    enum deal_group *group)
{
	int32_t seen = 0;
	bool is_known;
	int rc = psi_earlier_account(&deals->mapping->earlier,
	    cell_of(deals, DEAL_ACCOUNT), &seen, &is_known, deals->err);

	*group = GROUP_NONE;
	if (rc == 0 && is_known && seen <= closed)
		*group = seen <= created ? GROUP_SOURCED : GROUP_INFLUENCED;
	return rc;
}

/* The size of a deal, where it is exact and in the first currency. */
static void
size_of(struct deals *deals, struct won_deal *deal)
{
	struct psi_cell cell = cell_of(deals, DEAL_AMOUNT);
	struct psi_value value;

	psi_value_read(&value, PSI_VALUE_AMOUNT, cell.text, cell.len);
	if (!value.known || value.low != value.high)
		return;
	if (!deals->has_currency)
		memcpy(deals->currency, value.currency, sizeof deals->currency);
	deals->has_currency = true;
	deal->has_size = strcmp(deals->currency, value.currency) == 0;
	deal->size = value.low;
}

static int
add_to(struct deals *deals, enum deal_group group, const struct won_deal *deal,
    bool won)
{
	struct deal_tally *tally = &deals->tally[group];
	int rc;

	tally->deals++;
	tally->won += won;
	if ((rc = deal_numbers_add(&tally->days, &deal->days, deals->err)) != 0)
		return rc;
	return won && deal->has_size
	    ? deal_numbers_add(&tally->sizes, &deal->size, deals->err)
	    : 0;
}

static int
add_deal(struct deals *deals)
{
	struct won_deal deal = { 0, 0, false };
	enum deal_group group;
	int64_t created;
	int64_t closed;
	bool won;
	int rc;

	if (!is_closed(deals, &won))
		return 0;
	if (!day_of(deals, DEAL_CREATED, &created) ||
	    !day_of(deals, DEAL_CLOSED, &closed) || closed < created) {
		if (deals->mapping->num_undated_deals++ == 0)
			deals->mapping->undated_line = deals->record->line;
		return 0;
	}
	deal.days = closed - created;
	if (won)
		size_of(deals, &deal);
	if ((rc = group_of(deals, created, closed, &group)) != 0 ||
	    (rc = add_to(deals, group, &deal, won)) != 0 || group == GROUP_NONE)
		return rc;
	if ((rc = add_to(deals, GROUP_WITH, &deal, won)) != 0 || !won)
		return rc;
	return won_deals_add(&deals->won_with, &deal, deals->err);
}

static int
read_deals(struct deals *deals, const struct psi_source *source)
{
	struct psi_csv_reader *csv = NULL;
	struct psi_csv_record record;
	bool is_header = true;
	bool end = false;
	int rc = psi_csv_reader_new(&csv, source, NULL, deals->err);

	deals->record = &record;
	while (rc == 0) {
		rc = psi_csv_reader_next(csv, &record, &end, deals->err);
		if (rc != 0 || end)
			break;
		if (is_header)
			find_columns(deals);
		rc = is_header ? check_columns(deals) : add_deal(deals);
		is_header = false;
	}
	psi_csv_reader_free(csv);
	if (rc == 0 && is_header)
		rc =
		    psi_error_set(deals->err, PSI_E_INPUT, "the file is empty");
	return rc;
}

/* ---- telling ---- */

static int
by_number(const void *a, const void *b)
{
	const int64_t *x = a;
	const int64_t *y = b;

	return (*x > *y) - (*x < *y);
}

/* Twice the median, which is a whole number: of an even number of deals the
 * median is the mean of the two in the middle. Sizes and days are far from the
 * limits of the type. */
static int64_t
twice_median(struct deal_numbers *numbers)
{
	qsort(numbers->at, numbers->num, sizeof *numbers->at, by_number);
	return numbers->at[(numbers->num - 1) / 2] +
	    numbers->at[numbers->num / 2];
}

/* A median in whole units, rounded, a half away from zero. */
static int
write_median(
    struct psi_buf *out, int64_t twice, int64_t unit, struct psi_error *err)
{
	uint64_t size = (uint64_t)(twice < 0 ? -twice : twice);
	uint64_t whole = (size + (uint64_t)unit) / (2 * (uint64_t)unit);
	char text[PSI_DECIMAL_CHARS];
	int rc = 0;

	if (twice < 0 && whole > 0)
		rc = psi_buf_append_text(out, "-", err);
	return rc != 0
	    ? rc
	    : psi_buf_append(out, text, psi_decimal_encode(text, whole), err);
}

static int
add_median(struct deals *deals, struct deal_numbers *numbers, int64_t unit,
    const char *prefix)
{
	struct psi_table_row *row = &deals->mapping->row;
	struct psi_buf *words = &deals->mapping->words;
	int rc;

	if (numbers->num < DEALS_MIN)
		return psi_table_row_text(row, "too few", deals->err);
	words->len = 0;
	if ((rc = psi_buf_append_text(words, prefix, deals->err)) != 0 ||
	    (prefix[0] != '\0' &&
		(rc = psi_buf_append_text(words, " ", deals->err)) != 0) ||
	    (rc = write_median(
		 words, twice_median(numbers), unit, deals->err)) != 0)
		return rc;
	return psi_table_row_cell(row,
	    (struct psi_cell){ (const char *)words->data, words->len },
	    deals->err);
}

/* Which of the won deals with an overlap took less time than half of those
 * without? */
static int
find_accelerated(struct deals *deals)
{
	struct deal_numbers *usual = &deals->tally[GROUP_NONE].days;
	int64_t limit;
	int rc = 0;

	if (usual->num < DEALS_MIN)
		return 0;
	limit = twice_median(usual);
	for (size_t i = 0; rc == 0 && i < deals->won_with.num; i++)
		if (2 * deals->won_with.at[i].days < limit)
			rc = add_to(deals, GROUP_ACCELERATED,
			    &deals->won_with.at[i], true);
	return rc;
}

/* How many, how many of them were won, and their share. Without enough deals to
 * compare with nobody knows which were accelerated; and all of those were
 * won. */
static int
tell_counts(struct deals *deals, enum deal_group group)
{
	struct deal_tally *tally = &deals->tally[group];
	struct psi_table_row *row = &deals->mapping->row;
	bool is_subset = group == GROUP_ACCELERATED;
	const char *no_rate = is_subset ? "" : "too few";
	int rc;

	if (is_subset && deals->tally[GROUP_NONE].days.num < DEALS_MIN) {
		rc = psi_table_row_text(row, "too few", deals->err);
		if (rc == 0)
			rc = psi_table_row_text(row, "too few", deals->err);
	} else if ((rc = psi_table_row_number(row, tally->deals, deals->err)) ==
	    0)
		rc = psi_table_row_number(row, tally->won, deals->err);
	if (rc != 0)
		return rc;
	return is_subset || tally->deals < DEALS_MIN
	    ? psi_table_row_text(row, no_rate, deals->err)
	    : psi_table_row_number(row,
		  (tally->won * 100 + tally->deals / 2) / tally->deals,
		  deals->err);
}

static int
tell_group(struct deals *deals, enum deal_group group,
    const struct psi_mapping_rows *rows)
{
	static const char *const names[] = { "sourced", "influenced",
		"accelerated", "with", "none" };
	struct deal_tally *tally = &deals->tally[group];
	struct psi_table_row *row = &deals->mapping->row;
	int rc;

	psi_table_row_begin(row);
	if ((rc = psi_table_row_text(row, names[group], deals->err)) != 0 ||
	    (rc = tell_counts(deals, group)) != 0 ||
	    (rc = add_median(deals, &tally->sizes, 100, deals->currency)) !=
		0 ||
	    (rc = add_median(deals, &tally->days, 1, "")) != 0)
		return rc;
	return psi_table_row_send(row, rows, deals->err);
}

int
psi_mapping_attribution(struct psi_mapping *mapping,
    const struct psi_source *source, const struct psi_mapping_rows *rows,
    struct psi_error *err)
{
	struct deals deals = { .mapping = mapping, .err = err };
	int rc;

	if ((rc = read_deals(&deals, source)) == 0 &&
	    (rc = find_accelerated(&deals)) == 0)
		rc = psi_table_row_header(&mapping->row, rows,
		    "group,deals,won,win_rate,deal_size,days_to_close", err);
	for (int i = 0; rc == 0 && i < NUM_GROUPS; i++)
		rc = tell_group(&deals, (enum deal_group)i, rows);
	for (int i = 0; i < NUM_GROUPS; i++) {
		deal_numbers_clear(&deals.tally[i].sizes);
		deal_numbers_clear(&deals.tally[i].days);
	}
	won_deals_clear(&deals.won_with);
	return rc;
}

uint64_t
psi_mapping_undated_deals(const struct psi_mapping *mapping, uint64_t *line)
{
	*line = mapping->undated_line;
	return mapping->num_undated_deals;
}
