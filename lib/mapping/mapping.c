#include "psi/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "psi/date.h"
#include "base/error.h"
#include "mapping/mapping_internal.h"

static const char *const roles[] = { "partner", "vendor", "reseller" };

int
psi_mapping_options_init(struct psi_mapping_options *out, uint32_t version)
{
	static const struct psi_mapping_options fresh =
	    PSI_MAPPING_OPTIONS_INIT;

	if (version != PSI_MAPPING_OPTIONS_VERSION)
		return PSI_E_ARG;
	*out = fresh;
	return 0;
}

int
psi_mapping_new(struct psi_mapping **out,
    const struct psi_mapping_options *options, struct psi_error *err)
{
	struct psi_mapping *mapping;
	const char *role = NULL;

	if (options->version != PSI_MAPPING_OPTIONS_VERSION)
		return psi_error_set(
		    err, PSI_E_ARG, "unknown version of the options");
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if (strcmp(options->role == NULL ? roles[0] : options->role,
			roles[i]) == 0)
			role = roles[i];
	if (role == NULL)
		return psi_error_set(
		    err, PSI_E_ARG, "a role is vendor, partner or reseller");
	if ((mapping = calloc(1, sizeof *mapping)) == NULL)
		return psi_error_nomem(err);
	mapping->today = options->today;
	mapping->use_today = options->use_today != 0;
	mapping->role = role;
	mapping->count_theirs = options->count_theirs != 0;
	*out = mapping;
	return 0;
}

void
psi_mapping_free(struct psi_mapping *mapping)
{
	if (mapping == NULL)
		return;
	for (size_t i = 0; i < mapping->num_query; i++)
		psi_query_free(mapping->query[i]);
	psi_array_free(
	    mapping->query, mapping->num_query, sizeof *mapping->query);
	psi_array_free(
	    mapping->terms, mapping->num_terms, sizeof *mapping->terms);
	psi_rules_clear(&mapping->rules);
	psi_earlier_clear(&mapping->earlier);
	psi_survey_clear(&mapping->survey);
	psi_text_table_clear(&mapping->our_accounts);
	psi_text_table_clear(&mapping->their_accounts);
	psi_table_row_clear(&mapping->row);
	psi_buf_clear(&mapping->words);
	psi_buf_clear(&mapping->key);
	psi_buf_clear(&mapping->tied);
	psi_buf_clear(&mapping->best_because);
	psi_buf_clear(&mapping->reason);
	psi_counted_clear(&mapping->counted);
	psi_mapping_places_clear(&mapping->places);
	psi_partner_files_clear(&mapping->partner_files);
	free(mapping);
}

int
psi_mapping_rules_template(const struct psi_sink *sink, struct psi_error *err)
{
	return sink->write(sink->cookie, (const uint8_t *)psi_rules_default,
	    strlen(psi_rules_default), err);
}

int
psi_mapping_rules(struct psi_mapping *mapping, const struct psi_source *source,
    struct psi_error *err)
{
	psi_rules_clear(&mapping->rules);
	mapping->has_rules = true;
	return psi_rules_read(&mapping->rules, source, err);
}

int
psi_mapping_need_rules(struct psi_mapping *mapping, struct psi_error *err)
{
	if (mapping->has_rules)
		return 0;
	mapping->has_rules = true;
	return psi_rules_read_default(&mapping->rules, err);
}

/* ---- agreements ---- */

static int
read_sharing(struct psi_sharing_side *side,
    const struct psi_agreement *agreement, const char *term,
    struct psi_error *err)
{
	struct psi_sharing_order order;
	const char *row;
	int rc = 0;

	memset(&order, 0, sizeof order);
	for (size_t i = 0;
	     rc == 0 && (row = psi_agreement_term(agreement, term, i)) != NULL;
	     i++)
		rc = psi_sharing_add(side, &order, row, err);
	return rc;
}

static bool
term_is(
    const struct psi_agreement *agreement, const char *term, const char *value)
{
	const char *have = psi_agreement_term(agreement, term, 0);

	return have != NULL && strcmp(have, value) == 0;
}

/* 0 where the agreement has no such number. */
static void
read_number(
    uint64_t *out, const struct psi_agreement *agreement, const char *term)
{
	const char *text = psi_agreement_term(agreement, term, 0);

	*out = 0;
	if (text != NULL)
		(void)psi_decimal_decode(out, text, strlen(text), UINT32_MAX);
}

int
psi_mapping_agreement(struct psi_mapping *mapping,
    const struct psi_agreement *agreement, struct psi_error *err)
{
	uint8_t digest[PSI_AGREEMENT_DIGEST_BYTES];
	struct psi_mapping_terms *terms;
	void *array = mapping->terms;
	int rc;

	if (mapping->num_terms == PSI_MAPPING_AGREEMENTS_MAX)
		return psi_error_set(
		    err, PSI_E_INPUT, "there are more than 64 agreements");
	if ((rc = psi_array_resize(&array, mapping->num_terms,
		 mapping->num_terms + 1, sizeof *mapping->terms, err)) != 0)
		return rc;
	mapping->terms = array;
	terms = &mapping->terms[mapping->num_terms++];
	psi_agreement_digest(agreement, digest);
	psi_hex_encode(terms->digest, digest, sizeof digest);
	if ((rc = read_sharing(
		 &terms->sharing[0].ours, agreement, "share-a", err)) != 0 ||
	    (rc = read_sharing(
		 &terms->sharing[0].theirs, agreement, "share-b", err)) != 0)
		return rc;
	terms->sharing[1].ours = terms->sharing[0].theirs;
	terms->sharing[1].theirs = terms->sharing[0].ours;
	terms->may_combine = term_is(agreement, "combine-partners", "yes");
	terms->is_resell = term_is(agreement, "purpose", "resell");
	read_number(&terms->suppress_below, agreement, "suppress-below");
	read_number(&terms->retention_days, agreement, "retention-days");
	return 0;
}

/* The agreement of a row: by its digest; where the file does not say it, the
 * only one that was given. */
static int
find_terms(struct psi_mapping *mapping, const struct psi_pair *pair,
    const struct psi_mapping_terms **out, struct psi_error *err)
{
	struct psi_cell digest = pair->cell[PSI_COLUMN_AGREEMENT];

	*out = NULL;
	if (mapping->num_terms == 0)
		return 0;
	if (digest.len == 0 && mapping->num_terms == 1) {
		*out = &mapping->terms[0];
		return 0;
	}
	for (size_t i = 0; i < mapping->num_terms; i++)
		if (digest.len == sizeof mapping->terms[i].digest - 1 &&
		    memcmp(digest.text, mapping->terms[i].digest, digest.len) ==
			0) {
			*out = &mapping->terms[i];
			return 0;
		}
	return psi_refuse(err, PSI_E_AGREEMENT, pair->line,
	    "name each agreement with --agreement; psi-inspect "
	    "prints its digest, as in the column 'agreement'",
	    "the pair was found under an agreement that was not given");
}

/* ---- one row ---- */

/* The day that the current pair says, or that of the options. */
int32_t
psi_mapping_day(struct psi_mapping *mapping)
{
	struct psi_mapping_pair *current = &mapping->current;
	struct psi_cell date = current->pair.cell[PSI_COLUMN_DATE];

	if (date.len == 0 || date.len > sizeof current->date)
		return mapping->today;
	/* Of a run, which is no secret. */
	if (date.len != current->date_len ||
	    memcmp(date.text, current->date, date.len) != 0) {
		current->date_day = mapping->today;
		(void)psi_date_decode(&current->date_day, date.text, date.len);
		memcpy(current->date, date.text, date.len);
		current->date_len = date.len;
	}
	return current->date_day;
}

static void
set_both(
    struct psi_mapping_pair *current, unsigned int column, const char *text)
{
	psi_view_set(&current->own, column, text, strlen(text));
	psi_view_set(&current->shared, column, text, strlen(text));
}

/* What the partner is to us: the seller of what a reseller resells, or the
 * reseller of ours. */
static const char *
their_role(
    const struct psi_mapping *mapping, const struct psi_mapping_terms *terms)
{
	if (strcmp(mapping->role, "reseller") == 0)
		return "vendor";
	if (strcmp(mapping->role, "vendor") == 0)
		return terms != NULL && terms->is_resell ? "reseller"
							 : "partner";
	return "partner";
}

static const char *
direction_of(const struct psi_view *view)
{
	int ours = psi_view_strength(view, PSI_SIDE_OUR);
	int theirs = psi_view_strength(view, PSI_SIDE_THEIR);

	if (ours == PSI_STRENGTH_CUSTOMER && (theirs == 3 || theirs == 4))
		return "give";
	return theirs == PSI_STRENGTH_CUSTOMER && (ours == 3 || ours == 4)
	    ? "get"
	    : "";
}

static int
set_earlier(struct psi_mapping *mapping, int32_t day, struct psi_error *err)
{
	struct psi_mapping_pair *current = &mapping->current;
	const char *change;
	int32_t first_seen;
	int rc;

	rc = psi_earlier_look(
	    &mapping->earlier, &current->pair, day, &first_seen, &change, err);
	if (rc != 0)
		return rc;
	if (!current->has_first_seen || current->first_seen != first_seen)
		psi_date_encode(current->numbers[2], first_seen);
	current->has_first_seen = true;
	current->first_seen = first_seen;
	psi_view_set(&current->own, PSI_COLUMN_FIRST_SEEN, current->numbers[2],
	    strlen(current->numbers[2]));
	if (change != NULL)
		psi_view_set(
		    &current->own, PSI_COLUMN_CHANGE, change, strlen(change));
	return 0;
}

/* The primary motion, for those who ask about pairs. */
static void
set_primary(struct psi_mapping_pair *current)
{
	static const char *const introducers[] = { "", "ours", "theirs",
		"none" };
	const struct psi_motion *primary =
	    psi_motions_primary(&current->motions);

	if (primary == NULL)
		return;
	set_both(current, PSI_COLUMN_MOTION, primary->side->motion);
	psi_mapping_set_number(
	    current, 3, PSI_COLUMN_RANK, (uint64_t)primary->local_rank);
	set_both(current, PSI_COLUMN_STATUS,
	    psi_motion_status_name(primary->status));
	set_both(
	    current, PSI_COLUMN_INTRODUCER, introducers[primary->introducer]);
	set_both(current, PSI_COLUMN_ACTION, primary->side->action);
}

static void
find_motions(struct psi_mapping *mapping)
{
	struct psi_mapping_pair *current = &mapping->current;

	current->motions.primary_only = mapping->actions.row == NULL &&
	    mapping->rules.is_ranked && !mapping->rules.has_chain;
	psi_motions_find(&current->motions, &mapping->rules);
	set_primary(current);
	current->has_reason = false;
}

/*
 * The key of an overlap, for systems that update a record by a key of one's
 * own: the first half of SHA-256 over the partner's name, a NUL and our account.
 * Hexadecimal, since such keys may be compared without regard to case, be
 * limited in length, or stand in a URL.
 */
static void
set_overlap_key(struct psi_mapping_pair *current)
{
	struct psi_cell partner = current->pair.cell[PSI_COLUMN_PARTNER];
	struct psi_cell account = current->pair.cell[PSI_COLUMN_OUR_ACCOUNT];
	uint8_t digest[PSI_SHA256_BYTES];
	struct psi_sha256 ctx;

	psi_sha256_init(&ctx);
	psi_sha256_update(&ctx, partner.text, partner.len);
	psi_sha256_update(&ctx, "", 1);
	psi_sha256_update(&ctx, account.text, account.len);
	psi_sha256_final(&ctx, digest);
	psi_hex_encode(current->overlap_key, digest, PSI_OVERLAP_KEY_BYTES);
	psi_view_set(&current->own, PSI_COLUMN_OVERLAP_KEY,
	    current->overlap_key, 2 * PSI_OVERLAP_KEY_BYTES);
}

static void
set_flag(struct psi_mapping_pair *current, unsigned int column, bool is_set)
{
	psi_view_set(
	    &current->own, column, is_set ? "yes" : "no", is_set ? 3 : 2);
}

/* Look at the pair that was read, both ways, and find its motions. */
int
psi_mapping_look(struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_mapping_pair *current = &mapping->current;
	struct psi_cell party = current->pair.cell[PSI_COLUMN_OUR_PARTY];
	const struct psi_sharing *sharing = NULL;
	int32_t day = psi_mapping_day(mapping);
	int32_t today = mapping->use_today ? mapping->today : day;
	int rc;

	current->day = day;
	if ((rc = find_terms(mapping, &current->pair, &current->terms, err)) !=
	    0)
		return rc;
	if (current->terms != NULL)
		sharing =
		    &current->terms
			 ->sharing[party.len == 1 && party.text[0] == 'b'];
	psi_view_begin(&current->own, &current->pair, sharing, false, today);
	psi_view_share(&current->shared, &current->own);
	current->motions.own = &current->own;
	current->motions.shared = &current->shared;
	current->motions.num = 0;
	if (!psi_pair_is_pair(&current->pair))
		return 0;
	set_both(current, PSI_COLUMN_OUR_ROLE, mapping->role);
	set_both(current, PSI_COLUMN_THEIR_ROLE,
	    their_role(mapping, current->terms));
	if ((rc = psi_sure_find(&current->sure, &current->pair, err)) != 0)
		return rc;
	set_both(current, PSI_COLUMN_SURE, psi_sure_name(current->sure));
	set_both(current, PSI_COLUMN_DIRECTION, direction_of(&current->own));
	set_flag(current, PSI_COLUMN_LIKELIEST, current->is_likeliest);
	set_flag(current, PSI_COLUMN_COUNTED,
	    current->is_likeliest && psi_sure_is(current->sure));
	if (mapping->wants_keys)
		set_overlap_key(current);
	if ((rc = psi_mapping_set_best(mapping, err)) != 0 ||
	    (rc = set_earlier(mapping, day, err)) != 0)
		return rc;
	if (mapping->wants_motions)
		find_motions(mapping);
	return 0;
}

void
psi_mapping_count(
    const struct psi_mapping *mapping, struct psi_mapping_counts *out)
{
	*out = mapping->counts;
	out->partners = psi_text_table_num(&mapping->partner_files.names);
	out->repeated = mapping->partner_files.num_repeated;
	out->own = mapping->own[PSI_POPULATIONS];
	for (size_t i = 0; i < mapping->num_terms; i++)
		out->apart +=
		    mapping->num_terms > 1 && !mapping->terms[i].may_combine;
}

uint64_t
psi_mapping_suppress_below(const struct psi_mapping *mapping)
{
	uint64_t most = 0;

	for (size_t i = 0; i < mapping->num_terms; i++)
		if (mapping->terms[i].suppress_below > most)
			most = mapping->terms[i].suppress_below;
	return most;
}

uint64_t
psi_mapping_idle_rule(const struct psi_mapping *mapping, size_t n)
{
	if (mapping->actions.row == NULL)
		return 0;
	for (size_t i = 0; i < mapping->rules.num; i++)
		if (!mapping->current.motions.is_met[i] && n-- == 0)
			return mapping->rules.rule[i].line;
	return 0;
}
