/* The best partner of an account, and why, as columns of its pairs. */
#include <string.h>

#include "base/bytes.h"
#include "mapping/mapping_internal.h"

/* In place of a name, where there is no best one. */
static const char tie[] = "(tie)";

static unsigned int
count_bits(uint64_t bits)
{
	unsigned int n = 0;

	for (; bits != 0; bits &= bits - 1)
		n++;
	return n;
}

static int
append_partner(struct psi_buf *out, const struct psi_survey *survey,
    uint32_t partner, struct psi_error *err)
{
	size_t len;
	const char *name = psi_text_table_get(&survey->partners, partner, &len);

	return psi_buf_append(out, name, len, err);
}

/* ---- why ---- */

static int
append_number(struct psi_buf *out, int number, struct psi_error *err)
{
	char text[PSI_DECIMAL_CHARS];
	size_t len = psi_decimal_encode(text, (uint64_t)number);

	return psi_buf_append(out, text, len, err);
}

/* "rank 80; Globex GmbH has 60" */
static int
say_rank(struct psi_buf *out, const struct psi_survey *survey,
    const struct psi_survey_verdict *verdict, struct psi_error *err)
{
	int rc;

	if ((rc = psi_buf_append_text(out, "rank ", err)) != 0 ||
	    (rc = append_number(out, verdict->first->rank, err)) != 0 ||
	    (rc = psi_buf_append_text(out, "; ", err)) != 0 ||
	    (rc = append_partner(out, survey, verdict->next->partner, err)) !=
		0)
		return rc;
	if (verdict->next->rank < 0)
		return psi_buf_append_text(out, " has no motion", err);
	if ((rc = psi_buf_append_text(out, " has ", err)) != 0)
		return rc;
	return append_number(out, verdict->next->rank, err);
}

static int
say_population(struct psi_buf *out, const struct psi_survey *survey,
    const struct psi_survey_verdict *verdict, struct psi_error *err)
{
	int rc;

	if ((rc = psi_buf_append_text(out,
		 psi_population_of_strength(verdict->first->strength), err)) !=
		0 ||
	    (rc = psi_buf_append_text(out, " there; at ", err)) != 0 ||
	    (rc = append_partner(out, survey, verdict->next->partner, err)) !=
		0 ||
	    (rc = psi_buf_append_text(out, " ", err)) != 0)
		return rc;
	return psi_buf_append_text(
	    out, psi_population_of_strength(verdict->next->strength), err);
}

/* " (promoter)", " (9)", " (6.5)"; nothing where it is not known. */
static int
say_nps(struct psi_buf *out, const struct psi_standing *standing,
    struct psi_error *err)
{
	struct psi_value value = { .known = standing->nps >= 0,
		.low = standing->nps,
		.high = standing->nps_high };
	int rc;

	if (!value.known)
		return 0;
	if ((rc = psi_buf_append_text(out, " (", err)) != 0)
		return rc;
	if (value.low != value.high)
		rc = psi_value_write_band(out, &value, PSI_VALUE_NPS, err);
	else if ((rc = append_number(out, (int)(value.low / 100), err)) == 0 &&
	    value.low % 100 != 0 &&
	    (rc = psi_buf_append_text(out, ".", err)) == 0)
		rc = append_number(out, (int)(value.low / 10 % 10), err);
	return rc != 0 ? rc : psi_buf_append_text(out, ")", err);
}

/* "same rank and population, and a higher NPS (9) than at Globex GmbH
 * (passive)", or one that is known of one of the two only: that of the first is
 * then no detractor's, and that of the next one is. */
static int
say_higher_nps(struct psi_buf *out, const struct psi_survey *survey,
    const struct psi_survey_verdict *verdict, struct psi_error *err)
{
	static const char *const what[][2] = {
		{ "same rank and population, and a low NPS", " at " },
		{ "same rank and population, and an NPS",
		    ", which is not known at " },
		{ "same rank and population, and a higher NPS", " than at " },
	};
	bool is_first = verdict->first->nps >= 0;
	bool are_both = is_first && verdict->next->nps >= 0;
	const char *const *words = what[is_first + are_both];
	int rc;

	if ((rc = psi_buf_append_text(out, words[0], err)) != 0 ||
	    (rc = say_nps(
		 out, is_first ? verdict->first : verdict->next, err)) != 0 ||
	    (rc = psi_buf_append_text(out, words[1], err)) != 0 ||
	    (rc = append_partner(out, survey, verdict->next->partner, err)) !=
		0)
		return rc;
	return are_both ? say_nps(out, verdict->next, err) : 0;
}

static int
say_tie(struct psi_buf *out, const struct psi_survey_verdict *verdict,
    struct psi_error *err)
{
	int rc;

	if (verdict->first->nps < 0)
		return psi_buf_append_text(out,
		    "same rank and population, and no NPS is known: none is "
		    "best",
		    err);
	if ((rc = psi_buf_append_text(
		 out, "same rank, population and NPS", err)) != 0 ||
	    (rc = say_nps(out, verdict->first, err)) != 0)
		return rc;
	return psi_buf_append_text(out, ": none is best", err);
}

/* Words of ours with a partner's name in the end. */
static int
say_of(struct psi_buf *out, const char *words, const struct psi_survey *survey,
    const struct psi_survey_verdict *verdict, struct psi_error *err)
{
	int rc = psi_buf_append_text(out, words, err);

	return rc != 0
	    ? rc
	    : append_partner(out, survey, verdict->next->partner, err);
}

static int
say_why(struct psi_buf *out, const struct psi_survey *survey,
    const struct psi_survey_verdict *verdict, struct psi_error *err)
{
	switch (verdict->why) {
	case PSI_SURVEY_ONLY:
		return psi_buf_append_text(
		    out, "no other partner has the account", err);
	case PSI_SURVEY_SURE:
		return say_of(out, "a sure match; only possible at ", survey,
		    verdict, err);
	case PSI_SURVEY_RANK:
		return say_rank(out, survey, verdict, err);
	case PSI_SURVEY_POPULATION:
		return say_population(out, survey, verdict, err);
	case PSI_SURVEY_NPS:
		return say_higher_nps(out, survey, verdict, err);
	case PSI_SURVEY_TIE:
		break;
	}
	return say_tie(out, verdict, err);
}

static int
set_because(struct psi_mapping *mapping,
    const struct psi_survey_verdict *verdict, struct psi_error *err)
{
	struct psi_buf *out = &mapping->best_because;
	int rc;

	out->len = 0;
	if ((rc = say_why(out, &mapping->survey, verdict, err)) != 0 ||
	    (!verdict->first->is_sure &&
		(rc = psi_buf_append_text(
		     out, "; the match is only possible", err)) != 0))
		return rc;
	psi_view_set(&mapping->current.own, PSI_COLUMN_BEST_BECAUSE,
	    (const char *)out->data, out->len);
	return 0;
}

/* ---- which ---- */

/* All that are tied, by name as they came. */
static int
set_tied(struct psi_mapping *mapping, const struct psi_survey_verdict *verdict,
    struct psi_error *err)
{
	struct psi_buf *tied = &mapping->tied;
	int rc = 0;

	tied->len = 0;
	for (uint32_t i = 0; rc == 0 && i < PSI_PARTNERS_MAX; i++) {
		if ((verdict->best >> i & 1) == 0)
			continue;
		if (tied->len > 0)
			rc = psi_buf_append(tied, "; ", 2, err);
		if (rc == 0)
			rc = append_partner(tied, &mapping->survey, i, err);
	}
	if (rc == 0)
		psi_view_set(&mapping->current.own, PSI_COLUMN_TIED_WITH,
		    (const char *)tied->data, tied->len);
	return rc;
}

/* One pair stands for its account: that of the best partner, or of the first
 * of those that are tied. */
static void
set_best(struct psi_mapping *mapping, const struct psi_survey_verdict *verdict,
    bool is_tie)
{
	struct psi_mapping_pair *current = &mapping->current;
	struct psi_view *own = &current->own;
	struct psi_cell owner =
	    current->pair.cell[PSI_COLUMN_OF(PSI_SIDE_THEIR, PSI_FIELD_OWNER)];
	size_t len;
	const char *name = psi_text_table_get(
	    &mapping->survey.partners, verdict->first->partner, &len);
	bool is_best = psi_cell_equal(current->pair.cell[PSI_COLUMN_PARTNER],
	    (struct psi_cell){ name, len });

	if (is_tie)
		psi_view_set(own, PSI_COLUMN_BEST_PARTNER, tie, sizeof tie - 1);
	else
		psi_view_set(own, PSI_COLUMN_BEST_PARTNER, name, len);
	psi_view_set(
	    own, PSI_COLUMN_BEST, is_best ? "yes" : "no", is_best ? 3 : 2);
	if (is_best && !is_tie)
		psi_view_set(own, PSI_COLUMN_BEST_OWNER, owner.text, owner.len);
}

int
psi_mapping_set_best(struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_mapping_pair *current = &mapping->current;
	struct psi_survey_verdict verdict;
	int rc = 0;

	if ((current->terms != NULL && !current->terms->may_combine) ||
	    !psi_survey_find(&verdict, &mapping->survey,
		current->pair.cell[PSI_COLUMN_OUR_ACCOUNT]))
		return 0;
	psi_mapping_set_number(
	    current, 0, PSI_COLUMN_PARTNERS, count_bits(verdict.partners));
	psi_mapping_set_number(current, 1, PSI_COLUMN_CUSTOMER_PARTNERS,
	    count_bits(verdict.customers));
	set_best(mapping, &verdict, verdict.why == PSI_SURVEY_TIE);
	if (verdict.why == PSI_SURVEY_TIE)
		rc = set_tied(mapping, &verdict, err);
	return rc != 0 || !mapping->wants_because
	    ? rc
	    : set_because(mapping, &verdict, err);
}
