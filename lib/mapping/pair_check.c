#include "mapping/pair_check.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/error.h"
#include "mapping/value.h"
#include "psi/agreement.h"
#include "psi/date.h"
#include "psi/near.h"
#include "terms/population.h"

/* As lib/FORMAT.md, section 2, has it. */
#define RUN_MAX UINT64_C(999999999)
#define SCORE_DECIMALS_MAX 3
#define TYPE_CHARS_MAX 23
/* Digits that are a number of any kind. */
#define PLAIN_DIGITS_MAX 12

static bool
is_digest(struct psi_cell cell)
{
	for (size_t i = 0; i < cell.len; i++)
		if (!psi_ascii_is_digit(cell.text[i]) &&
		    (cell.text[i] < 'a' || cell.text[i] > 'f'))
			return false;
	return cell.len == (size_t)2 * PSI_AGREEMENT_DIGEST_BYTES;
}

static bool
is_run(struct psi_cell cell)
{
	uint64_t number;

	return psi_decimal_decode(&number, cell.text, cell.len, RUN_MAX) &&
	    number > 0;
}

static bool
is_day(struct psi_cell cell)
{
	int32_t day;

	return psi_date_decode(&day, cell.text, cell.len);
}

/* "0.970", and what a spreadsheet makes of it: "0.97" or "0,97"; 1 at most. */
static bool
is_score(struct psi_cell cell)
{
	if (cell.text[0] != '0' && cell.text[0] != '1')
		return false;
	if (cell.len == 1)
		return true;
	if ((cell.text[1] != '.' && cell.text[1] != ',') || cell.len < 3 ||
	    cell.len > 2 + SCORE_DECIMALS_MAX)
		return false;
	for (size_t i = 2; i < cell.len; i++)
		if (!psi_ascii_is_digit(cell.text[i]) ||
		    (cell.text[0] == '1' && cell.text[i] != '0'))
			return false;
	return true;
}

/* A type of keys, as agreements name them (lib/FORMAT.md section 4). */
static bool
is_type(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] < 'a' || text[i] > 'z') &&
		    (i == 0 ||
			(!psi_ascii_is_digit(text[i]) && text[i] != '+' &&
			    text[i] != '-' && text[i] != '_')))
			return false;
	return len > 0 && len <= TYPE_CHARS_MAX;
}

/* Types with a blank between them. */
static bool
is_types(struct psi_cell cell)
{
	while (cell.len > 0) {
		const char *blank = memchr(cell.text, ' ', cell.len);
		size_t len =
		    blank == NULL ? cell.len : (size_t)(blank - cell.text);
		size_t step = len + (blank != NULL);

		if (!is_type(cell.text, len) || cell.len == len + 1)
			return false;
		cell.text += step;
		cell.len -= step;
	}
	return true;
}

/* The columns of the run and of the match: a form or a list of words, and what a
 * message says of it; neither of them for a population. */
struct check {
	unsigned int column;
	bool (*is)(struct psi_cell cell);
	const char *const *words;
	const char *what;
};

static const char *const parties[] = { "a", "b", NULL };
static const char *const tiers[] = { "1", "2", "3", "family", NULL };
static const char *const levels[] = { "account", "review", "group", NULL };
static const char *const ambiguous[] = { "ours", "theirs", "both", NULL };

static const struct check run_checks[PSI_PAIR_KNOWN] = {
	{ PSI_COLUMN_AGREEMENT, is_digest, NULL,
	    "the digest of an agreement, 64 hexadecimal digits" },
	{ PSI_COLUMN_OUR_PARTY, NULL, parties, "a or b" },
	{ PSI_COLUMN_RUN, is_run, NULL,
	    "the number of a run, from 1 to 999999999" },
	{ PSI_COLUMN_DATE, is_day, NULL, "a day, such as 2026-11-30" },
	{ PSI_COLUMN_SCORE, is_score, NULL,
	    "a number from 0 to 1, with at most three decimals" },
	{ PSI_COLUMN_TIER, NULL, tiers, "1, 2, 3 or family" },
	{ PSI_COLUMN_LEVEL, NULL, levels, "account, review or group" },
	{ PSI_COLUMN_MATCHED_ON, is_types, NULL,
	    "types of keys, such as 'domain name'" },
	{ PSI_COLUMN_AMBIGUOUS, NULL, ambiguous, "ours, theirs or both" },
	{ PSI_COLUMN_OUR_POPULATION, NULL, NULL, NULL },
	{ PSI_COLUMN_THEIR_POPULATION, NULL, NULL, NULL },
};

/* What the partner's fields are, by how they are compared; NULL for texts. */
static const char *
field_words(enum psi_value_kind kind)
{
	switch (kind) {
	case PSI_VALUE_TEXT:
	case PSI_VALUE_SET:
	case PSI_VALUE_POPULATION:
	case PSI_VALUE_SCORE:
		break;
	case PSI_VALUE_FLAG:
		return "yes or no";
	case PSI_VALUE_LEVEL:
		return "low, medium or high";
	case PSI_VALUE_NUMBER:
		return "a number of 0 or more";
	case PSI_VALUE_EMPLOYEES:
		return "a whole number, or a band such as 50-249";
	case PSI_VALUE_NPS:
		return "a number from 0 to 10, or detractor, passive or "
		       "promoter";
	case PSI_VALUE_AMOUNT:
	case PSI_VALUE_REVENUE:
		return "an amount such as EUR 12500, or a band of them";
	case PSI_VALUE_DATE:
		return "a day such as 2026-11-30, or a quarter such as "
		       "2026-Q4";
	}
	return NULL;
}

static int
refuse(uint64_t line, unsigned int column, const char *what, const char *hint,
    struct psi_error *err)
{
	char name[PSI_COLUMN_NAME_CHARS];

	psi_column_name(name, column);
	return psi_refuse(err, PSI_E_INPUT, line,
	    hint != NULL ? hint
			 : "give the file as psi-join wrote it; a spreadsheet "
			   "writes days and numbers in another way when it "
			   "saves",
	    "what stands in the column '%s' is not %s", name, what);
}

/* The word that was meant, or NULL. */
static const char *
find_near(const char *const *words, struct psi_cell cell)
{
	const char *meant = NULL;
	struct psi_near near;

	psi_near_begin(&near, cell.text, cell.len);
	for (; *words != NULL; words++)
		if (psi_near_offer(&near, *words, strlen(*words)))
			meant = *words;
	return meant;
}

static int
check_column(struct psi_cell cell, uint64_t line, const struct check *check,
    struct psi_error *err)
{
	char hint[64];
	const char *meant;

	if (check->is != NULL)
		return check->is(cell)
		    ? 0
		    : refuse(line, check->column, check->what, NULL, err);
	for (size_t i = 0; check->words[i] != NULL; i++)
		if (psi_cell_is(cell, check->words[i]))
			return 0;
	if ((meant = find_near(check->words, cell)) == NULL)
		return refuse(line, check->column, check->what, NULL, err);
	(void)snprintf(hint, sizeof hint, "did you mean '%s'?", meant);
	return refuse(line, check->column, check->what, hint, err);
}

static int
check_population(struct psi_cell cell, uint64_t line, unsigned int column,
    struct psi_error *err)
{
	struct psi_value value;

	psi_value_read(&value, PSI_VALUE_POPULATION, cell.text, cell.len);
	if (value.known)
		return 0;
	(void)refuse(line, column, "a population", NULL, err);
	psi_population_hint(err, cell.text, cell.len);
	return PSI_E_INPUT;
}

/* What most cells are, without reading them in all the ways there are: digits, the
 * words as they are written. */
static bool
is_plain(enum psi_value_kind kind, struct psi_cell cell)
{
	if (kind == PSI_VALUE_FLAG)
		return psi_cell_is(cell, "yes") || psi_cell_is(cell, "no");
	if (kind == PSI_VALUE_DATE)
		return cell.len == PSI_DATE_CHARS - 1 && is_day(cell);
	/* 10 is the only NPS of two digits. */
	if (kind == PSI_VALUE_LEVEL || cell.len > PLAIN_DIGITS_MAX ||
	    (kind == PSI_VALUE_NPS && cell.len > 1))
		return false;
	for (size_t i = 0; i < cell.len; i++)
		if (!psi_ascii_is_digit(cell.text[i]))
			return false;
	return true;
}

/* Read as leniently as answers read it, or exactly as a file has it: an amount
 * may be larger than what answers can add up. */
static int
check_field(struct psi_cell cell, uint64_t line, unsigned int column,
    enum psi_value_kind kind, struct psi_error *err)
{
	enum psi_field field =
	    (enum psi_field)(column - PSI_COLUMN_OF(PSI_SIDE_THEIR, 0));
	struct psi_value value;

	psi_value_read(&value, kind, cell.text, cell.len);
	if (value.known ||
	    psi_field_value_valid(field, PSI_FORM_EXACT, cell.text, cell.len) ||
	    psi_field_value_valid(
		field, psi_field_coarse(field), cell.text, cell.len))
		return 0;
	return refuse(line, column, field_words(kind), NULL, err);
}

/* Is it what stood there before, which was fine? Rows of a file say mostly the
 * same of the run and the match. */
static bool
is_known(const struct psi_pair_known *known, struct psi_cell cell)
{
	/* Public: a column of a run, on the machine of its owner. */
	return cell.len == known->len &&
	    memcmp(cell.text, known->text, cell.len) == 0;
}

static void
remember(struct psi_pair_known *known, struct psi_cell cell)
{
	if (cell.len > sizeof known->text)
		return;
	memcpy(known->text, cell.text, cell.len);
	known->len = cell.len;
}

static int
check_known(struct psi_pair_known *known, struct psi_cell cell, uint64_t line,
    const struct check *check, struct psi_error *err)
{
	int rc = 0;

	if (cell.len == 0 || is_known(known, cell))
		return 0;
	rc = check->is == NULL && check->words == NULL
	    ? check_population(cell, line, check->column, err)
	    : check_column(cell, line, check, err);
	if (rc == 0)
		remember(known, cell);
	return rc;
}

void
psi_pair_checks_init(struct psi_pair_checks *checks)
{
	memset(checks, 0, sizeof *checks);
	for (unsigned int c = PSI_COLUMN_OF(PSI_SIDE_THEIR, 0);
	     c < PSI_COLUMN_FILE_END; c++) {
		if (field_words(psi_column_kind(c)) == NULL)
			continue;
		checks->column[checks->num] = c;
		checks->kind[checks->num++] = psi_column_kind(c);
	}
}

int
psi_pair_check(struct psi_pair_checks *checks,
    const struct psi_cell row[PSI_COLUMN_FILE_END], uint64_t line,
    struct psi_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < PSI_PAIR_KNOWN; i++)
		rc = check_known(&checks->known[i], row[run_checks[i].column],
		    line, &run_checks[i], err);
	for (size_t i = 0; rc == 0 && i < checks->num; i++) {
		struct psi_cell cell = row[checks->column[i]];

		if (cell.len > 0 && !is_plain(checks->kind[i], cell))
			rc = check_field(cell, line, checks->column[i],
			    checks->kind[i], err);
	}
	return rc;
}
