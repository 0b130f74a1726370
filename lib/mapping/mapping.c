#include "psi/mapping.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/bytes.h"
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

static int
need_rules(struct psi_mapping *mapping, struct psi_error *err)
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
static int32_t
day_of_run(struct psi_mapping *mapping)
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
direction_of(const struct psi_pair *pair)
{
	int ours =
	    psi_population_strength(pair->cell[PSI_COLUMN_OUR_POPULATION]);
	int theirs =
	    psi_population_strength(pair->cell[PSI_COLUMN_THEIR_POPULATION]);

	if (ours == 5 && (theirs == 3 || theirs == 4))
		return "give";
	return theirs == 5 && (ours == 3 || ours == 4) ? "get" : "";
}

static unsigned int
count_bits(uint64_t bits)
{
	unsigned int n = 0;

	for (; bits != 0; bits &= bits - 1)
		n++;
	return n;
}

static void
set_number(struct psi_mapping_pair *current, unsigned int slot,
    unsigned int column, uint64_t number)
{
	char *text = current->numbers[slot];
	size_t len = psi_decimal_encode(text, number);

	text[len] = '\0';
	psi_view_set(&current->own, column, text, len);
}

/* The names of the others that are tied with the best. */
static int
set_tied(struct psi_mapping *mapping, const struct psi_survey_account *account,
    struct psi_error *err)
{
	struct psi_buf *tied = &mapping->tied;
	int rc = 0;

	tied->len = 0;
	for (uint32_t i = 0; rc == 0 && i < PSI_PARTNERS_MAX; i++) {
		const char *name;
		size_t len;

		if ((account->tied >> i & 1) == 0 || i == account->best)
			continue;
		name = psi_text_table_get(&mapping->survey.partners, i, &len);
		if (tied->len > 0)
			rc = psi_buf_append(tied, "; ", 2, err);
		if (rc == 0)
			rc = psi_buf_append(tied, name, len, err);
	}
	if (rc == 0 && tied->len > 0)
		psi_view_set(&mapping->current.own, PSI_COLUMN_TIED_WITH,
		    (const char *)tied->data, tied->len);
	return rc;
}

static int
set_survey(struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_mapping_pair *current = &mapping->current;
	const struct psi_survey_account *account = psi_survey_find(
	    &mapping->survey, current->pair.cell[PSI_COLUMN_OUR_ACCOUNT]);
	const char *best;
	size_t len;

	if (account == NULL ||
	    (current->terms != NULL && !current->terms->may_combine))
		return 0;
	set_number(
	    current, 0, PSI_COLUMN_PARTNERS, count_bits(account->partners));
	set_number(current, 1, PSI_COLUMN_CUSTOMER_PARTNERS,
	    count_bits(account->customers));
	best =
	    psi_text_table_get(&mapping->survey.partners, account->best, &len);
	psi_view_set(&current->own, PSI_COLUMN_BEST_PARTNER, best, len);
	return set_tied(mapping, account, err);
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
	static const char *const introducers[] = { "", "ours", "theirs", "" };
	const struct psi_motion *primary =
	    psi_motions_primary(&current->motions);

	if (primary == NULL)
		return;
	set_both(current, PSI_COLUMN_MOTION, primary->side->motion);
	set_number(current, 3, PSI_COLUMN_RANK, (uint64_t)primary->local_rank);
	set_both(current, PSI_COLUMN_STATUS,
	    psi_motion_status_name(primary->status));
	set_both(
	    current, PSI_COLUMN_INTRODUCER, introducers[primary->introducer]);
	set_both(current, PSI_COLUMN_ACTION, primary->side->action);
}

/* Look at the pair that was read, both ways, and find its motions. */
static int
look_at(struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_mapping_pair *current = &mapping->current;
	struct psi_cell party = current->pair.cell[PSI_COLUMN_OUR_PARTY];
	const struct psi_sharing *sharing = NULL;
	int32_t day = day_of_run(mapping);
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
	psi_view_begin(&current->shared, &current->pair, sharing, true, today);
	current->motions.own = &current->own;
	current->motions.shared = &current->shared;
	current->motions.num = 0;
	if (!psi_pair_is_pair(&current->pair))
		return 0;
	set_both(current, PSI_COLUMN_OUR_ROLE, mapping->role);
	set_both(current, PSI_COLUMN_THEIR_ROLE,
	    their_role(mapping, current->terms));
	current->sure = psi_sure_of(&current->pair);
	set_both(current, PSI_COLUMN_SURE, psi_sure_name(current->sure));
	set_both(current, PSI_COLUMN_DIRECTION, direction_of(&current->pair));
	if ((rc = set_survey(mapping, err)) != 0 ||
	    (rc = set_earlier(mapping, day, err)) != 0)
		return rc;
	if (!mapping->wants_motions)
		return 0;
	current->motions.primary_only =
	    mapping->actions.row == NULL && !mapping->rules.has_chain;
	psi_motions_find(&current->motions, &mapping->rules);
	set_primary(current);
	return 0;
}

/* ---- whole files ---- */

typedef int visit(struct psi_mapping *mapping, struct psi_error *err);

static int
read_all(struct psi_mapping *mapping, const struct psi_source *source,
    visit *each, struct psi_error *err)
{
	struct psi_pairs *pairs = NULL;
	bool end = false;
	int rc;

	rc = psi_pairs_new(&pairs, source, err);
	while (rc == 0) {
		rc = psi_pairs_next(pairs, &mapping->current.pair, &end, err);
		if (rc != 0 || end)
			break;
		rc = each(mapping, err);
	}
	psi_pairs_free(pairs);
	return rc;
}

static int
visit_earlier(struct psi_mapping *mapping, struct psi_error *err)
{
	return psi_earlier_add(&mapping->earlier, &mapping->current.pair,
	    day_of_run(mapping), err);
}

int
psi_mapping_history(struct psi_mapping *mapping,
    const struct psi_source *source, struct psi_error *err)
{
	psi_earlier_begin(&mapping->earlier);
	return read_all(mapping, source, visit_earlier, err);
}

static int
visit_present(struct psi_mapping *mapping, struct psi_error *err)
{
	int rc = visit_earlier(mapping, err);

	if (rc != 0 || !psi_pair_is_pair(&mapping->current.pair))
		return rc;
	return psi_earlier_partner(
	    &mapping->earlier, &mapping->current.pair, err);
}

int
psi_mapping_overlaps(struct psi_mapping *mapping,
    const struct psi_source *source, struct psi_error *err)
{
	psi_earlier_begin(&mapping->earlier);
	return read_all(mapping, source, visit_present, err);
}

static int
visit_survey(struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_mapping_pair *current = &mapping->current;
	int rc = look_at(mapping, err);

	if (rc != 0 || !psi_pair_is_pair(&current->pair) ||
	    (current->terms != NULL && !current->terms->may_combine))
		return rc;
	return psi_survey_add(&mapping->survey, &current->pair,
	    psi_motions_primary(&current->motions), err);
}

int
psi_mapping_survey(struct psi_mapping *mapping, const struct psi_source *source,
    struct psi_error *err)
{
	int rc = need_rules(mapping, err);

	mapping->survey.is_made = false;
	mapping->wants_motions = true;
	if (rc == 0)
		rc = read_all(mapping, source, visit_survey, err);
	mapping->survey.is_made = rc == 0;
	return rc;
}

/* The three numbers. */
static int
count_row(struct psi_mapping *mapping, struct psi_error *err)
{
	const struct psi_pair *pair = &mapping->current.pair;
	struct psi_cell account = pair->cell[PSI_COLUMN_OUR_ACCOUNT];
	struct psi_cell partner = pair->cell[PSI_COLUMN_PARTNER];
	struct psi_cell label = pair->cell[PSI_COLUMN_THEIR_ACCOUNT];
	uint32_t number;
	bool is_new = false;
	int rc = 0;

	mapping->counts.rows++;
	if (mapping->wants_accounts)
		rc = psi_text_table_add(&mapping->our_accounts, account.text,
		    account.len, &mapping->current.account, &is_new, err);
	mapping->counts.our_accounts += is_new;
	if (rc != 0 || !psi_pair_is_pair(pair) ||
	    (rc = psi_partner_files_add(
		 &mapping->partner_files, partner, err)) != 0)
		return rc;
	mapping->counts.pairs++;
	if (!mapping->count_theirs)
		return 0;
	mapping->key.len = 0;
	if ((rc = psi_buf_append(
		 &mapping->key, partner.text, partner.len, err)) != 0 ||
	    (rc = psi_buf_append(&mapping->key, "", 1, err)) != 0 ||
	    (rc = psi_buf_append(&mapping->key, label.text, label.len, err)) !=
		0)
		return rc;
	is_new = false;
	rc = psi_text_table_add(&mapping->their_accounts,
	    (const char *)mapping->key.data, mapping->key.len, &number, &is_new,
	    err);
	mapping->counts.their_accounts += is_new;
	return rc;
}

/* Should the row have been deleted by now, by its agreement? */
static bool
is_overdue(const struct psi_mapping *mapping)
{
	const struct psi_mapping_pair *current = &mapping->current;

	return current->terms != NULL && current->terms->retention_days > 0 &&
	    (int64_t)current->day + (int64_t)current->terms->retention_days <
	    mapping->today;
}

static int
visit_row(struct psi_mapping *mapping, struct psi_error *err)
{
	int rc;

	if ((rc = count_row(mapping, err)) != 0 ||
	    (rc = look_at(mapping, err)) != 0)
		return rc;
	mapping->counts.overdue += is_overdue(mapping);
	if (mapping->actions.row != NULL &&
	    (rc = psi_mapping_send_actions(mapping, err)) != 0)
		return rc;
	for (size_t i = 0; i < mapping->num_query && rc == 0; i++)
		rc = psi_query_feed(mapping->query[i], mapping, err);
	return rc;
}

int
psi_mapping_read(struct psi_mapping *mapping, const struct psi_source *source,
    struct psi_error *err)
{
	int rc = need_rules(mapping, err);

	psi_partner_files_begin(&mapping->partner_files);
	mapping->wants_motions = mapping->actions.row != NULL;
	mapping->wants_accounts = mapping->count_theirs;
	for (size_t i = 0; i < mapping->num_query; i++) {
		mapping->wants_motions = mapping->wants_motions ||
		    psi_query_wants_motions(mapping->query[i]);
		mapping->wants_accounts = mapping->wants_accounts ||
		    psi_query_wants_accounts(mapping->query[i]);
	}
	return rc != 0 ? rc : read_all(mapping, source, visit_row, err);
}

void
psi_mapping_count(
    const struct psi_mapping *mapping, struct psi_mapping_counts *out)
{
	*out = mapping->counts;
	out->partners = psi_text_table_num(&mapping->partner_files.names);
	out->repeated = mapping->partner_files.num_repeated;
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
