/* Reading files of pairs: what is done with each row. */
#include <string.h>

#include "base/buf.h"
#include "mapping/mapping_internal.h"
#include "mapping/query.h"

typedef int visit(struct psi_mapping *mapping, struct psi_error *err);

/* What is wrong with a pair is wrong on its line. */
static int
visit_current(struct psi_mapping *mapping, visit *each, struct psi_error *err)
{
	int rc = each(mapping, err);

	if (rc == PSI_E_INPUT && err != NULL && err->line == 0)
		err->line = mapping->current.pair.line;
	return rc;
}

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
		rc = visit_current(mapping, each, err);
	}
	psi_pairs_free(pairs);
	return rc;
}

/* The pair that is held is given away; the one that was read stays. */
static int
visit_held(struct psi_mapping *mapping, visit *each, bool is_likeliest,
    struct psi_error *err)
{
	struct psi_pair read = mapping->current.pair;
	int rc;

	mapping->current.pair = mapping->counted.held;
	mapping->current.is_likeliest = is_likeliest;
	mapping->counted.is_held = false;
	rc = visit_current(mapping, each, err);
	mapping->current.pair = read;
	return rc;
}

static int
visit_read(struct psi_mapping *mapping, visit *each, bool is_likeliest,
    struct psi_error *err)
{
	mapping->current.is_likeliest = is_likeliest;
	mapping->counted.is_settled =
	    mapping->counted.is_settled || is_likeliest;
	return visit_current(mapping, each, err);
}

/* Of the pairs of one account one is counted: the surest. */
static int
visit_next(struct psi_mapping *mapping, visit *each, struct psi_error *err)
{
	struct psi_counted *counted = &mapping->counted;
	struct psi_pair *pair = &mapping->current.pair;
	int rc = 0;

	if (!psi_pair_is_pair(pair))
		return visit_read(mapping, each, false, err);
	if (!psi_counted_is_same(counted, pair)) {
		if (counted->is_held)
			rc = visit_held(mapping, each, true, err);
		if (rc == 0)
			rc = psi_counted_begin(counted, pair, err);
	} else if (counted->is_settled ||
	    (counted->is_held && !psi_counted_is_surer(pair, &counted->held)))
		return visit_read(mapping, each, false, err);
	else if (counted->is_held)
		rc = visit_held(mapping, each, false, err);
	if (rc != 0)
		return rc;
	return psi_counted_is_sole(pair) ? visit_read(mapping, each, true, err)
					 : psi_counted_hold(counted, pair, err);
}

/* As read_all, and `is_likeliest` is known of each pair. */
static int
read_counted(struct psi_mapping *mapping, const struct psi_source *source,
    visit *each, struct psi_error *err)
{
	struct psi_pairs *pairs = NULL;
	bool end = false;
	int rc;

	psi_counted_clear(&mapping->counted);
	rc = psi_pairs_new(&pairs, source, err);
	while (rc == 0 && !end) {
		rc = psi_pairs_next(pairs, &mapping->current.pair, &end, err);
		if (rc == 0 && !end)
			rc = visit_next(mapping, each, err);
	}
	if (rc == 0 && mapping->counted.is_held)
		rc = visit_held(mapping, each, true, err);
	psi_pairs_free(pairs);
	return rc;
}

static int
visit_earlier(struct psi_mapping *mapping, struct psi_error *err)
{
	return psi_earlier_add(&mapping->earlier, &mapping->current.pair,
	    psi_mapping_day(mapping), err);
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
	int rc = psi_mapping_look(mapping, err);

	if (rc != 0 || !current->is_likeliest ||
	    (current->terms != NULL && !current->terms->may_combine))
		return rc;
	return psi_survey_add(&mapping->survey, &current->pair,
	    psi_motions_primary(&current->motions), err);
}

int
psi_mapping_survey(struct psi_mapping *mapping, const struct psi_source *source,
    struct psi_error *err)
{
	int rc = psi_mapping_need_rules(mapping, err);

	mapping->survey.is_made = false;
	mapping->wants_motions = true;
	mapping->wants_because = false;
	if (rc == 0)
		rc = read_counted(mapping, source, visit_survey, err);
	mapping->survey.is_made = rc == 0;
	/* All files are read once more. */
	memset(mapping->current.own.num_unread, 0,
	    sizeof mapping->current.own.num_unread);
	return rc;
}

bool
psi_mapping_unread_at(
    const struct psi_mapping *mapping, size_t n, struct psi_mapping_unread *out)
{
	const struct psi_view *own = &mapping->current.own;

	for (unsigned int f = 0; f < PSI_NUM_SHARED_FIELDS; f++) {
		if (own->num_unread[f] == 0 || n-- > 0)
			continue;
		psi_column_name(out->column, PSI_COLUMN_OF(PSI_SIDE_OUR, f));
		out->num = own->num_unread[f];
		out->line = own->unread_line[f];
		return true;
	}
	return false;
}

/* The account's rows stand one behind the other, or it would be counted in
 * each place. */
static int
check_place(struct psi_mapping *mapping, struct psi_error *err)
{
	struct psi_mapping_place here = { mapping->partner_files.file,
		mapping->partner_files.last };
	struct psi_mapping_places *places = &mapping->places;
	uint32_t account = mapping->current.account;
	struct psi_mapping_place *last;
	int rc = 0;

	while (rc == 0 && places->num <= account)
		rc = psi_mapping_places_add(
		    places, &(struct psi_mapping_place){ 0, 0 }, err);
	if (rc != 0)
		return rc;
	last = &places->at[account];
	mapping->counts.scattered +=
	    last->file == here.file && last->partner == here.partner;
	*last = here;
	return 0;
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
	mapping->counts.likeliest += mapping->current.is_likeliest;
	if (mapping->wants_accounts && mapping->current.is_likeliest &&
	    (rc = check_place(mapping, err)) != 0)
		return rc;
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
	    (rc = psi_mapping_look(mapping, err)) != 0)
		return rc;
	mapping->counts.overdue += is_overdue(mapping);
	mapping->counts.counted += psi_pair_is_pair(&mapping->current.pair) &&
	    mapping->current.is_likeliest && psi_sure_is(mapping->current.sure);
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
	int rc = psi_mapping_need_rules(mapping, err);

	psi_partner_files_begin(&mapping->partner_files);
	mapping->wants_motions = mapping->actions.row != NULL;
	mapping->wants_because = mapping->actions.row != NULL;
	mapping->wants_accounts =
	    mapping->count_theirs || mapping->num_query > 0;
	for (size_t i = 0; i < mapping->num_query; i++) {
		mapping->wants_motions = mapping->wants_motions ||
		    psi_query_wants_motions(mapping->query[i]);
		mapping->wants_keys = mapping->wants_keys ||
		    psi_query_uses(mapping->query[i], PSI_COLUMN_OVERLAP_KEY,
			PSI_COLUMN_OVERLAP_KEY);
		mapping->wants_because = mapping->wants_because ||
		    psi_query_wants_because(mapping->query[i]);
	}
	return rc != 0 ? rc : read_counted(mapping, source, visit_row, err);
}
