/* Turns a draft, a CSV that people edit, into an agreement: checks its rows,
 * fills in what the draft leaves open, and adds id, dates and digest. */
#include "trust/agreement.h"

#include <string.h>

#include "base/bytes.h"
#include "psi/date.h"
#include "psi/near.h"
#include "base/error.h"
#include "base/random.h"
#include "base/secret.h"
#include "trust/agreement_text.h"
#include "table/csv_reader.h"
#include "trust/agreement_terms.h"

/* A draft while an agreement is being made from it. */
struct draft {
	/* The rows of the draft, in the order in which they were read. */
	struct psi_agreement_rows given;
	const struct psi_agreement_preset *presets;
	size_t num_presets;
	/* Values that are not in the draft, because they are made here. */
	char id[33];
	char created[PSI_DATE_CHARS];
	char expires[PSI_DATE_CHARS];
	/* The party that answers first, "a" or "b", where only one side learns
	 * the result and so leaves no choice; else NULL. */
	const char *answers_first;
	char maximum_shared[2][PSI_DECIMAL_CHARS + 1];
	enum psi_mode mode;
	bool has_directory;
};

static int
bad_draft(struct psi_error *err, uint64_t line, const char *what)
{
	return psi_error_set_line(err, PSI_E_INPUT, line, "%s", what);
}

static int
add_draft_row(struct draft *draft, const struct psi_csv_record *record,
    struct psi_error *err)
{
	const struct psi_cell *cells = record->cells;

	for (size_t i = 2; i < record->num_cells; i++)
		if (cells[i].len != 0)
			return bad_draft(err, record->line,
			    "more than two cells; a value with a comma stands "
			    "in quotes");
	if (record->num_cells < 2)
		return bad_draft(
		    err, record->line, "no value: a row is 'term,value'");
	if (cells[0].len == 0 && cells[1].len == 0)
		return 0;
	if (!psi_agreement_value_valid(cells[0].text, cells[0].len) ||
	    cells[0].len > PSI_AGREEMENT_TERM_MAX)
		return bad_draft(err, record->line,
		    "the first cell is not the name of a term");
	if (!psi_agreement_value_valid(cells[1].text, cells[1].len))
		return bad_draft(err, record->line,
		    "a value is UTF-8 of at most 2,000 bytes, without line "
		    "breaks and other control characters");
	if (draft->given.num == PSI_AGREEMENT_ROWS_MAX)
		return bad_draft(err, record->line, "too many rows");
	return psi_agreement_rows_insert(&draft->given, draft->given.num,
	    cells[0].text, cells[0].len, cells[1].text, cells[1].len,
	    record->line, err);
}

static bool
is_header(const struct psi_csv_record *record)
{
	return record->num_cells >= 2 && record->cells[0].len == 4 &&
	    strncmp(record->cells[0].text, "term", 4) == 0 &&
	    record->cells[1].len == 5 &&
	    strncmp(record->cells[1].text, "value", 5) == 0;
}

/* A draft may have been saved by a spreadsheet or an editor, so it is read by
 * the tolerant CSV reader. An agreement must be exact to the byte
 * (agreement_text.c). */
static int
read_draft(
    struct draft *draft, const struct psi_source *source, struct psi_error *err)
{
	struct psi_csv_reader *reader = NULL;
	struct psi_csv_record record;
	bool end = false;
	bool first = true;
	int rc;

	if ((rc = psi_csv_reader_new(&reader, source, NULL, err)) != 0)
		goto out;
	for (;;) {
		if ((rc = psi_csv_reader_next(reader, &record, &end, err)) != 0)
			break;
		if (end && first)
			rc = bad_draft(err, 0, "the draft is empty");
		if (end)
			break;
		if (first && !is_header(&record))
			rc = bad_draft(err, record.line,
			    "not a draft: the first row is not 'term,value'");
		else if (!first)
			rc = add_draft_row(draft, &record, err);
		if (rc != 0)
			break;
		first = false;
	}
out:
	psi_csv_reader_free(reader);
	return rc;
}

static bool
is_to_fill(const char *value)
{
	return value[0] == '\0' ||
	    strncmp(value, PSI_AGREEMENT_BLANK, strlen(PSI_AGREEMENT_BLANK)) ==
	    0;
}

static int
refuse_unknown(const struct psi_agreement_row *row, struct psi_error *err)
{
	(void)psi_error_set_line(
	    err, PSI_E_INPUT, row->line, "no term is called '%s'", row->term);
	psi_agreement_hint_term(err, row->term);
	return PSI_E_INPUT;
}

/* Refuse names that are no term, and a second row of a term that may have only
 * one. */
static int
check_draft_names(const struct draft *draft, struct psi_error *err)
{
	for (size_t i = 0; i < draft->given.num; i++) {
		const struct psi_agreement_row *row = &draft->given.row[i];
		int num = psi_agreement_term_rows(row->term);

		if (strcmp(row->term, PSI_AGREEMENT_SHA256) == 0 ||
		    strcmp(row->term, PSI_AGREEMENT_SIGNATURE_A) == 0 ||
		    strcmp(row->term, PSI_AGREEMENT_SIGNATURE_B) == 0)
			return psi_refuse(err, PSI_E_INPUT, row->line,
			    "to make a new agreement from this one, take out "
			    "the rows id, created, expires, sha256 and the "
			    "signatures",
			    "'%s' stands in agreements, not in drafts",
			    row->term);
		if (num == 0)
			return refuse_unknown(row, err);
		for (size_t j = 0; j < i && num == 1; j++)
			if (strcmp(draft->given.row[j].term, row->term) == 0)
				return psi_refuse(err, PSI_E_INPUT, row->line,
				    "leave one of the two lines",
				    "'%s' stands twice", row->term);
	}
	return 0;
}

/* The caller's value for the jth row of a term, or NULL if it gave none. */
static const char *
preset_value(const struct draft *draft, const char *term, size_t j)
{
	for (size_t i = 0; i < draft->num_presets; i++)
		if (strcmp(draft->presets[i].term, term) == 0 && j-- == 0)
			return draft->presets[i].value;
	return NULL;
}

static const char *
made_value(const struct draft *draft, const char *term)
{
	if (strcmp(term, "id") == 0)
		return draft->id;
	if (strcmp(term, "created") == 0)
		return draft->created;
	if (strcmp(term, "expires") == 0)
		return draft->expires;
	if (strcmp(term, "answers-first") == 0)
		return draft->answers_first;
	if (strcmp(term, "maximum-shared-a") == 0)
		return draft->maximum_shared[0];
	if (strcmp(term, "maximum-shared-b") == 0)
		return draft->maximum_shared[1];
	return NULL;
}

/*
 * 0.ddd as a spreadsheet may have left it (0.9, .9, 0,90 and so on), with its
 * three decimals again. False for anything else, also for a fourth decimal:
 * nothing is rounded.
 */
static bool
tidy_decimal(char out[6], const char *text)
{
	size_t i = 0;

	memcpy(out, "0.000", 6);
	if (text[0] == '0')
		text++;
	else if (text[0] != '.' && text[0] != ',')
		return false;
	if (text[0] == '\0')
		return true;
	if ((text[0] != '.' && text[0] != ',') || text[1] == '\0')
		return false;
	for (text++; text[i] >= '0' && text[i] <= '9'; i++) {
		if (i < 3)
			out[2 + i] = text[i];
		else if (text[i] != '0')
			return false;
	}
	return text[i] == '\0';
}

/* The value with its decimal, the last word of it, written with three decimals;
 * unchanged if the term has no decimal, or if it cannot be read: then the check
 * that follows refuses it. */
static const char *
tidy(char *out, size_t out_size, const char *term, const char *value)
{
	const char *word = value;
	char decimal[6];
	size_t before;

	if (strcmp(term, "key") == 0) {
		if ((word = strrchr(value, ' ')) == NULL)
			return value;
		word++;
	} else if (strcmp(term, "minimum-score") != 0) {
		return value;
	}
	before = (size_t)(word - value);
	if (!tidy_decimal(decimal, word) || before + sizeof decimal > out_size)
		return value;
	memcpy(out, value, before);
	memcpy(out + before, decimal, sizeof decimal);
	return out;
}

static int
append(struct psi_agreement_rows *rows, const char *term, const char *value,
    uint64_t line, struct psi_error *err)
{
	/* Longer than any row 'key' that is right. */
	char room[PSI_KEY_TYPE_CHARS + 32];

	if (rows->num == PSI_AGREEMENT_ROWS_MAX)
		return bad_draft(err, line, "too many rows");
	/* Presets come from the caller and have not been looked at. */
	if (!psi_agreement_value_valid(value, strlen(value)))
		return psi_error_set_line(err, PSI_E_INPUT, line,
		    "the value of '%s' is not UTF-8 of at most 2,000 bytes "
		    "without control characters",
		    term);
	value = tidy(room, sizeof room, term, value);
	return psi_agreement_rows_insert(rows, rows->num, term, strlen(term),
	    value, strlen(value), line, err);
}

/* The value of a term with one row: the draft's, else the caller's, else NULL. */
static const char *
said(const struct draft *draft, const char *term)
{
	size_t i = psi_agreement_rows_find(&draft->given, term);
	const char *given =
	    i < draft->given.num ? draft->given.row[i].value : "";
	const char *preset = preset_value(draft, term, 0);

	if (is_to_fill(given))
		return preset;
	/* `none` may only be what the template had written there. A caller who
	 * gives a directory wants it used. */
	if (preset != NULL && strcmp(term, "directory") == 0 &&
	    strcmp(given, "none") == 0)
		return preset;
	return given;
}

static int
fill_one(struct psi_agreement_rows *rows, const struct draft *draft,
    const struct psi_agreement_term_info *info, struct psi_error *err)
{
	size_t i = psi_agreement_rows_find(&draft->given, info->name);
	uint64_t line = i < draft->given.num ? draft->given.row[i].line : 0;
	const char *value = said(draft, info->name);

	if (value == NULL)
		value = made_value(draft, info->name);
	if (value == NULL)
		value = info->standard;
	if (value == NULL && line != 0)
		return psi_refuse(err, PSI_E_INPUT, line,
		    "put a value in the place of FILL IN, and give the draft "
		    "to psi-agree again",
		    "'%s' is still to be filled in", info->name);
	if (value == NULL)
		return psi_refuse(err, PSI_E_INPUT, 0,
		    "'psi-agree template' prints a draft with all terms",
		    "'%s' is missing from the draft", info->name);
	return append(rows, info->name, value, line, err);
}

/* Is there, from row `first` on, a key type that needs a directory? */
static bool
has_directory_key(const struct psi_agreement_rows *rows, size_t first)
{
	for (size_t i = first; i < rows->num; i++)
		if (strncmp(rows->row[i].value, "entity ", 7) == 0 ||
		    strncmp(rows->row[i].value, "family ", 7) == 0)
			return true;
	return false;
}

/* Where there is a directory, what it is for (weights: KEYS.md), unless the
 * draft or the caller names one of its keys. In counts mode accounts are
 * counted by one type of key, so nothing is added. */
static int
add_directory_keys(struct psi_agreement_rows *rows, const struct draft *draft,
    size_t first, struct psi_error *err)
{
	int rc;

	if (!draft->has_directory || draft->mode == PSI_MODE_COUNTS ||
	    has_directory_key(rows, first))
		return 0;
	if ((rc = append(rows, "key", "entity 1 0.970", 0, err)) != 0)
		return rc;
	return append(rows, "key", "family family 0.900", 0, err);
}

/* All rows of one term: the draft's, or the caller's if the draft has none, or
 * else the default. A single row `none` means that there are no rows. */
static int
fill_many(struct psi_agreement_rows *rows, const struct draft *draft,
    const struct psi_agreement_term_info *info, struct psi_error *err)
{
	size_t first = rows->num;
	const char *value;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < draft->given.num; i++)
		if (strcmp(draft->given.row[i].term, info->name) == 0 &&
		    !is_to_fill(draft->given.row[i].value))
			rc = append(rows, info->name, draft->given.row[i].value,
			    draft->given.row[i].line, err);
	if (rc == 0 && rows->num == first)
		for (size_t j = 0; rc == 0 &&
		     (value = preset_value(draft, info->name, j)) != NULL;
		     j++)
			rc = append(rows, info->name, value, 0, err);
	if (rc == 0 && rows->num == first)
		for (size_t j = 0; rc == 0 &&
		     (value = psi_agreement_term_standard(
			  info->name, draft->mode, j)) != NULL;
		     j++)
			rc = append(rows, info->name, value, 0, err);
	if (rc == 0 && strcmp(info->name, "key") == 0)
		rc = add_directory_keys(rows, draft, first, err);
	if (rc != 0)
		return rc;
	if (rows->num == first + 1 &&
	    strcmp(rows->row[first].value, "none") == 0)
		psi_agreement_rows_drop_last(rows);
	psi_agreement_terms_sort(rows, first, rows->num - first);
	return 0;
}

int
psi_agreement_term_rows(const char *term)
{
	const struct psi_agreement_term_info *info =
	    psi_agreement_term_find(term);

	if (info == NULL)
		return 0;
	return info->many ? 2 : 1;
}

void
psi_agreement_hint_term(struct psi_error *err, const char *name)
{
	const struct psi_agreement_term_info *info;
	struct psi_near near;

	psi_error_hint(err, "'psi-agree template' prints all terms");
	psi_near_begin(&near, name, strlen(name));
	for (size_t i = 0; (info = psi_agreement_term_info(i)) != NULL; i++)
		if (psi_near_offer(&near, info->name, strlen(info->name)))
			psi_error_hint(err,
			    "did you mean '%s'? 'psi-agree template' prints "
			    "all terms",
			    info->name);
}

static int
check_presets(const struct draft *draft, struct psi_error *err)
{
	for (size_t i = 0; i < draft->num_presets; i++) {
		const char *term = draft->presets[i].term;
		int rows = psi_agreement_term_rows(term);

		if (rows == 0)
			return psi_error_set(
			    err, PSI_E_ARG, "a preset of no term: '%s'", term);
		for (size_t j = 0; j < i && rows == 1; j++)
			if (strcmp(draft->presets[j].term, term) == 0)
				return psi_error_set(err, PSI_E_ARG,
				    "two presets of '%s'", term);
	}
	return 0;
}

static int
make_dates(struct draft *draft, int32_t today, struct psi_error *err)
{
	size_t i = psi_agreement_rows_find(&draft->given, "created");
	const char *created = i < draft->given.num
	    ? draft->given.row[i].value
	    : preset_value(draft, "created", 0);

	if (today < 0 ||
	    today > PSI_AGREEMENT_LAST_DAY - PSI_AGREEMENT_DEFAULT_DAYS)
		return psi_error_set(err, PSI_E_ARG, "no such day");
	psi_date_encode(draft->created, today);
	/* A year after `created`, which the draft may give itself. */
	if (created != NULL)
		(void)psi_date_decode(&today, created, strlen(created));
	psi_date_encode(draft->expires,
	    today > PSI_AGREEMENT_LAST_DAY - PSI_AGREEMENT_DEFAULT_DAYS
		? PSI_AGREEMENT_LAST_DAY
		: today + PSI_AGREEMENT_DEFAULT_DAYS);
	return 0;
}

static int
make_values(struct draft *draft, int32_t today, struct psi_error *err)
{
	const char *mode = said(draft, "mode");
	const char *learns = said(draft, "learns");
	const char *directory = said(draft, "directory");
	uint8_t id[16];
	int rc;

	if ((rc = psi_random(id, sizeof id, err)) != 0 ||
	    (rc = make_dates(draft, today, err)) != 0)
		return rc;
	psi_hex_encode(draft->id, id, sizeof id);
	draft->mode = mode != NULL && strcmp(mode, "counts") == 0
	    ? PSI_MODE_COUNTS
	    : PSI_MODE_ACCOUNTS;
	draft->has_directory =
	    directory != NULL && strcmp(directory, "none") != 0;
	if (learns != NULL && strcmp(learns, "a") == 0)
		draft->answers_first = "b";
	if (learns != NULL && strcmp(learns, "b") == 0)
		draft->answers_first = "a";
	for (size_t i = 0; i < 2; i++) {
		const char *term =
		    i == 0 ? "maximum-elements-a" : "maximum-elements-b";
		const char *text = said(draft, term);

		psi_agreement_default_shared(draft->maximum_shared[i],
		    text != NULL ? text
				 : psi_agreement_term_find(term)->standard);
	}
	return 0;
}

static int
fill(struct psi_agreement *agreement, const struct draft *draft,
    struct psi_error *err)
{
	const struct psi_agreement_term_info *info;
	int rc;

	for (size_t t = 0; (info = psi_agreement_term_info(t)) != NULL; t++) {
		rc = info->many ? fill_many(agreement->rows, draft, info, err)
				: fill_one(agreement->rows, draft, info, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* The row sha256, and the digest itself. */
static int
seal_terms(struct psi_agreement *agreement, struct psi_error *err)
{
	char hex[2 * PSI_AGREEMENT_DIGEST_BYTES + 1];
	int rc;

	if ((rc = psi_agreement_digest_rows(agreement->digest, agreement->rows,
		 agreement->rows->num, err)) != 0)
		return rc;
	psi_hex_encode(hex, agreement->digest, sizeof agreement->digest);
	return append(agreement->rows, PSI_AGREEMENT_SHA256, hex, 0, err);
}

int
psi_agreement_draft(struct psi_agreement **out, const struct psi_source *source,
    const struct psi_agreement_preset *presets, size_t num_presets,
    int32_t today, struct psi_error *err)
{
	struct psi_agreement *agreement = NULL;
	struct draft draft = { .presets = presets, .num_presets = num_presets };
	int rc;

	if ((rc = psi_sodium_ready(err)) != 0 ||
	    (rc = check_presets(&draft, err)) != 0)
		return rc;
	if (source != NULL && (rc = read_draft(&draft, source, err)) != 0)
		goto out;
	if ((rc = check_draft_names(&draft, err)) != 0)
		goto out;
	if ((rc = make_values(&draft, today, err)) != 0)
		goto out;
	if ((agreement = psi_agreement_new(err)) == NULL) {
		rc = PSI_E_NOMEM;
		goto out;
	}
	if ((rc = fill(agreement, &draft, err)) != 0 ||
	    (rc = psi_agreement_terms_read(
		 agreement, agreement->rows->num, PSI_E_INPUT, err)) != 0 ||
	    (rc = seal_terms(agreement, err)) != 0)
		goto out;
	*out = agreement;
	agreement = NULL;
out:
	psi_agreement_free(agreement);
	psi_agreement_rows_clear(&draft.given);
	return rc;
}
