/* Making and sending claims and fields (PROTOCOL.md section 7). */
#include "psi/share.h"

#include <string.h>

#include "base/error.h"
#include "base/object.h"
#include "session/session.h"
#include "session/share_file.h"
#include "session/share_key.h"
#include "session/share_values.h"
#include "session/share_view.h"
#include "session/stored_send.h"
#include "trust/ledger_record.h"

const char *
psi_share_field_at(size_t i)
{
	return i < PSI_NUM_SHARED_FIELDS ? psi_field_name((enum psi_field)i)
					 : NULL;
}

static unsigned int
highest(const uint8_t *claims, const uint8_t *fields)
{
	return psi_state_has(fields) ? PSI_SHARE_FIELDS
	    : psi_state_has(claims)  ? PSI_SHARE_CLAIMS
				     : 0;
}

int
psi_session_share_due(const struct psi_session *session, unsigned int *revision,
    unsigned int *sent, unsigned int *received, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	int rc;

	if ((rc = psi_share_allowed(session, err)) != 0)
		return rc;
	*sent = highest(state->own_claims, state->own_fields);
	*received = highest(state->partner_claims, state->partner_fields);
	if (*sent == 0)
		*revision = PSI_SHARE_CLAIMS;
	else
		*revision = *sent == PSI_SHARE_CLAIMS && *received > 0
		    ? PSI_SHARE_FIELDS
		    : 0;
	return 0;
}

/* Making one file, or telling what would be in it. */
struct making {
	struct psi_session *session;
	struct psi_share_view view;
	struct psi_share_values values;
	struct psi_share_report *report;
	int (*tell)(void *cookie, const struct psi_share_value *value);
	void *cookie;
	struct psi_buf table;
};

static int
tell(struct making *making, const struct psi_share_value *value,
    struct psi_error *err)
{
	if (making->tell == NULL || making->tell(making->cookie, value) == 0)
		return 0;
	return psi_error_set(err, PSI_E_IO, "stopped on request");
}

static const struct psi_share_account *
account_of(const struct making *making, size_t row)
{
	const struct psi_share_side *side = &making->view.side;

	return &side->accounts.at[side->row[row].account];
}

static int
tell_claims(struct making *making, struct psi_error *err)
{
	int rc = 0;

	for (size_t r = 0; rc == 0 && r < making->view.side.num_row; r++) {
		const struct psi_share_account *account = account_of(making, r);
		struct psi_cell id =
		    psi_share_account_id(&making->view.side, account);
		const char *population =
		    psi_population_name(account->population);
		struct psi_share_value value = { id.text, id.len, population,
			"", "population", population, strlen(population) };

		rc = tell(making, &value, err);
	}
	return rc;
}

static int
make_claims(struct making *making, struct psi_error *err)
{
	int rc;

	making->report->rows = making->view.side.num_row;
	if ((rc = tell_claims(making, err)) != 0)
		return rc;
	return psi_share_side_claims(&making->view.side, &making->table, err);
}

/* What a row of fields may have: of each field the most that any of its pairs
 * allows, and that pair, for telling. An address among the owners or in a team
 * is seen in all pairs that share that field as it is: the least of them counts. */
struct allowed {
	struct psi_field_set set;
	enum psi_population theirs[PSI_NUM_SHARED_FIELDS];
	enum psi_share_address address[PSI_NUM_SHARED_FIELDS];
};

static bool
names_people(enum psi_field field)
{
	return field == PSI_FIELD_OWNER || field == PSI_FIELD_TEAM;
}

static enum psi_share_address
address_of(const struct psi_field_set *set)
{
	if (!psi_field_set_has(set, PSI_FIELD_OWNER_EMAIL))
		return PSI_ADDRESS_NOT;
	return psi_field_set_form(set, PSI_FIELD_OWNER_EMAIL) == PSI_FORM_EXACT
	    ? PSI_ADDRESS_FULL
	    : PSI_ADDRESS_ALIAS;
}

static void
allow(struct allowed *allowed, const struct psi_field_set *set,
    enum psi_population theirs)
{
	for (int f = 0; f < PSI_NUM_SHARED_FIELDS; f++) {
		enum psi_field field = (enum psi_field)f;
		uint32_t bit = PSI_FIELD_BIT(f);
		bool is_exact =
		    psi_field_set_form(set, field) == PSI_FORM_EXACT;

		if (!psi_field_set_has(set, field))
			continue;
		if (names_people(field) && is_exact &&
		    address_of(set) > allowed->address[f])
			allowed->address[f] = address_of(set);
		if (!psi_field_set_has(&allowed->set, field)) {
			allowed->set.fields |= bit;
			allowed->set.coarse |= set->coarse & bit;
			allowed->theirs[f] = theirs;
		} else if (is_exact && (allowed->set.coarse & bit) != 0) {
			allowed->set.coarse &= ~bit;
			allowed->theirs[f] = theirs;
		}
	}
}

static enum psi_share_value_state
get_value(struct making *making, size_t account, const struct allowed *allowed,
    enum psi_field field, char out[PSI_FIELD_VALUE_MAX + 1])
{
	const struct psi_share_side *side = &making->view.side;
	enum psi_field_form form = psi_field_set_form(&allowed->set, field);
	enum psi_share_value_state state;
	bool held;

	if (!names_people(field) || form != PSI_FORM_EXACT)
		return psi_share_values_get(
		    &making->values, side, account, field, form, out);
	state = psi_share_values_people(&making->values, side, account, field,
	    allowed->address[field], &held, out);
	making->report->addresses += held;
	return state;
}

/* The cells of a row; false where it has none. */
static int
fill_row(struct making *making, size_t r, const struct allowed *allowed,
    const enum psi_field *column, size_t num_columns,
    char (*text)[PSI_FIELD_VALUE_MAX + 1], struct psi_shared_row *row,
    struct psi_error *err)
{
	const struct psi_share_side *side = &making->view.side;
	const struct psi_share_account *account = account_of(making, r);
	struct psi_cell id = psi_share_account_id(side, account);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < num_columns; i++) {
		enum psi_field field = column[i];
		enum psi_share_value_state state;
		struct psi_share_value value = { id.text, id.len,
			psi_population_name(account->population),
			psi_population_name(allowed->theirs[field]),
			psi_field_name(field), text[i], 0 };

		row->cell[i].text = text[i];
		row->cell[i].len = 0;
		if (!psi_field_set_has(&allowed->set, field))
			continue;
		state = get_value(
		    making, side->row[r].account, allowed, field, text[i]);
		if (state == PSI_VALUE_NO_MEMORY)
			return psi_error_nomem(err);
		making->report->unreadable[field] +=
		    state == PSI_VALUE_UNREADABLE;
		if (state != PSI_VALUE_THERE)
			continue;
		row->cell[i].len = strlen(text[i]);
		making->report->values[field]++;
		value.value_len = row->cell[i].len;
		rc = tell(making, &value, err);
	}
	return rc;
}

static void
fill_tokens(
    struct psi_shared_row *row, const struct psi_share_side *side, size_t r)
{
	const struct psi_pairing_row *tokens = &side->pairing_row[r];

	memcpy(row->label, side->row[r].label, sizeof row->label);
	row->num_token = tokens->num;
	for (size_t i = 0; i < tokens->num; i++)
		memcpy(row->token[i],
		    side->token[side->row_token[tokens->first + i]].token,
		    PSI_SHARED_TOKEN_BYTES);
}

/* The rows of fields, from the pairs, which ascend by own row. */
static int
make_rows(struct making *making, const enum psi_field *column,
    size_t num_columns, char (*text)[PSI_FIELD_VALUE_MAX + 1],
    struct psi_error *err)
{
	const struct psi_pairing *pairing = &making->view.pairing;
	size_t i = 0;
	int rc = 0;

	while (rc == 0 && i < pairing->num_pair) {
		size_t r = pairing->pair[i].ours;
		struct allowed allowed;
		struct psi_shared_row row;

		memset(&allowed, 0, sizeof allowed);
		for (; i < pairing->num_pair && pairing->pair[i].ours == r;
		     i++) {
			struct psi_field_set set =
			    psi_share_view_fields(&making->view,
				making->session, &pairing->pair[i], false);

			allow(&allowed, &set,
			    making->view.partner.rows
				.at[pairing->pair[i].theirs]
				.population);
		}
		if (allowed.set.fields == 0)
			continue;
		fill_tokens(&row, &making->view.side, r);
		rc = fill_row(
		    making, r, &allowed, column, num_columns, text, &row, err);
		if (rc == 0)
			rc = psi_shared_table_row(
			    &making->table, &row, num_columns, err);
		making->report->rows++;
	}
	return rc;
}

static int
make_fields(struct making *making, const struct psi_share_list *list,
    struct psi_error *err)
{
	enum psi_field column[PSI_NUM_SHARED_FIELDS];
	const char *name[PSI_NUM_SHARED_FIELDS];
	char(*text)[PSI_FIELD_VALUE_MAX + 1] = NULL;
	size_t num = psi_share_columns(column, name, making->session->agreement,
	    making->session->state.role);
	int rc;

	rc = psi_share_values_read(
	    &making->values, making->session, &making->view.side, list, err);
	if (rc != 0)
		return rc;
	making->report->missing = making->values.missing;
	making->report->changed = making->values.changed;
	text = psi_array_new(num, sizeof *text);
	if (text == NULL)
		return psi_error_nomem(err);
	if ((rc = psi_shared_table_head(&making->table, name, num, err)) == 0 &&
	    (rc = make_rows(making, column, num, text, err)) == 0)
		rc = psi_shared_table_foot(
		    &making->table, making->report->rows, num, err);
	psi_array_free(text, num, sizeof *text);
	return rc;
}

static int
make(struct making *making, unsigned int revision,
    const struct psi_share_list *list, struct psi_error *err)
{
	const struct psi_session *session = making->session;
	uint32_t maximum =
	    session->agreement->party[psi_session_own(session)].maximum_shared;
	int rc;

	making->report->revision = revision;
	rc = psi_share_view_read(&making->view, making->session, err);
	if (rc != 0)
		return rc;
	making->report->pairs = making->view.pairing.num_pair;
	rc = revision == PSI_SHARE_CLAIMS ? make_claims(making, err)
					  : make_fields(making, list, err);
	if (rc != 0 || making->report->rows <= maximum)
		return rc;
	(void)psi_error_set(err, PSI_E_AGREEMENT,
	    "%llu accounts matched, and the agreement lets this side share "
	    "%lu in a run",
	    (unsigned long long)making->report->rows, (unsigned long)maximum);
	psi_error_hint(err,
	    "look at the matches first: a partner that fills its list with "
	    "guesses has many; a larger number needs a new agreement "
	    "(maximum-shared-%c)",
	    session->state.role);
	return PSI_E_AGREEMENT;
}

static void
clear(struct making *making)
{
	psi_share_view_clear(&making->view);
	psi_share_values_clear(&making->values);
	psi_buf_clear(&making->table);
}

static int
begin(struct psi_session *session, struct psi_share_report *report,
    struct psi_error *err)
{
	int rc;

	if (report == NULL || report->version != PSI_SHARE_REPORT_VERSION)
		return psi_error_set(
		    err, PSI_E_ARG, "the version of the report is unknown");
	memset(report, 0, sizeof *report);
	report->version = PSI_SHARE_REPORT_VERSION;
	if ((rc = psi_share_allowed(session, err)) != 0 ||
	    (rc = psi_session_need_ledger(session, err)) != 0 ||
	    (rc = psi_session_need_identity(session, err)) != 0)
		return rc;
	return psi_session_check_agreement(session, err);
}

/* Has the share key's time run out? Nothing is sent after that. */
static int
check_key(struct psi_session *session, struct psi_error *err)
{
	struct psi_secret secret = PSI_SECRET_INIT;
	int rc = psi_share_key_read(session, &secret, err);

	psi_secret_clear(&secret);
	return rc;
}

/* Into the ledger, before anything leaves; again, if need be. */
static int
record(
    struct psi_session *session, unsigned int revision, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	struct psi_ledger_run run;

	psi_session_run(session, &run);
	return psi_ledger_record_shared(&session->ledger, &run, true, revision,
	    revision == PSI_SHARE_CLAIMS ? state->own_claims
					 : state->own_fields,
	    revision == PSI_SHARE_CLAIMS ? state->own_claims_rows
					 : state->own_fields_rows,
	    session->options.today, err);
}

/* Before anything is made: the ledger may be one from before the run. And a file of
 * this revision that the state does not know was made before the session's folder
 * was put back: another one would be a second statement. */
static int
check_not_sent(const struct psi_session *session, unsigned int revision,
    struct psi_error *err)
{
	struct psi_ledger *ledger = NULL;
	struct psi_ledger_run run;
	bool is_sent = false;
	int rc;

	if ((rc = psi_ledger_read(&ledger, &session->ledger, err)) != 0)
		return rc;
	psi_session_run(session, &run);
	if ((rc = psi_ledger_check_known(ledger, &run, err)) == 0)
		is_sent =
		    psi_ledger_has_shared(ledger, &run, true, revision, NULL);
	psi_ledger_free(ledger);
	if (!is_sent)
		return rc;
	return psi_refuse(err, PSI_E_STATE, 0,
	    "the session's folder was put back: begin another run",
	    "the ledger says that this run has sent such a file already, and "
	    "the session does not have it");
}

static int
store(struct making *making, unsigned int revision, struct psi_error *err)
{
	struct psi_session *session = making->session;
	struct psi_state state = session->state;
	bool is_claims = revision == PSI_SHARE_CLAIMS;
	uint64_t total = 0;
	int rc;

	rc = psi_share_file_make(session, revision, &making->table,
	    is_claims ? 0 : state.own_claims_bytes, &total,
	    is_claims ? state.own_claims : state.own_fields, err);
	if (rc != 0)
		return rc;
	if (is_claims) {
		state.own_claims_rows = making->report->rows;
		state.own_claims_bytes = total;
	} else {
		state.own_fields_rows = making->report->rows;
	}
	if ((rc = psi_state_write(&session->store, &state, err)) != 0)
		return rc;
	session->state = state;
	return record(session, revision, err);
}

int
psi_session_share(struct psi_session *session,
    const struct psi_share_list *list, struct psi_share_report *report,
    struct psi_error *err)
{
	struct making making = { .session = session, .report = report };
	unsigned int revision;
	unsigned int sent;
	unsigned int received;
	int rc;

	if ((rc = begin(session, report, err)) != 0 ||
	    (rc = psi_session_share_due(
		 session, &revision, &sent, &received, err)) != 0)
		return rc;
	/* What a killed step may have left out. */
	if (sent > 0 && (rc = record(session, PSI_SHARE_CLAIMS, err)) != 0)
		return rc;
	if (sent > 1 && (rc = record(session, PSI_SHARE_FIELDS, err)) != 0)
		return rc;
	if (revision == 0)
		return 0;
	if ((rc = check_key(session, err)) != 0 ||
	    (rc = check_not_sent(session, revision, err)) != 0)
		return rc;
	if ((rc = make(&making, revision, list, err)) == 0)
		rc = store(&making, revision, err);
	clear(&making);
	return rc;
}

int
psi_session_share_preview(struct psi_session *session,
    const struct psi_share_list *list,
    int (*tell_value)(void *cookie, const struct psi_share_value *value),
    void *cookie, struct psi_share_report *report, struct psi_error *err)
{
	struct making making = { .session = session,
		.report = report,
		.tell = tell_value,
		.cookie = cookie };
	unsigned int revision;
	unsigned int sent;
	unsigned int received;
	int rc;

	if ((rc = begin(session, report, err)) != 0 ||
	    (rc = psi_session_share_due(
		 session, &revision, &sent, &received, err)) != 0)
		return rc;
	if (revision == 0)
		revision = sent;
	rc = make(&making, revision, list, err);
	clear(&making);
	return rc;
}

int
psi_session_share_copy(struct psi_session *session, unsigned int revision,
    const struct psi_sink *sink, struct psi_error *err)
{
	const struct psi_state *state = &session->state;
	int rc;

	if (revision != PSI_SHARE_CLAIMS && revision != PSI_SHARE_FIELDS)
		return psi_error_set(
		    err, PSI_E_ARG, "a session has no file of that revision");
	if (!psi_state_has(revision == PSI_SHARE_CLAIMS ? state->own_claims
							: state->own_fields))
		return psi_error_set(
		    err, PSI_E_STATE, "that file has not been made yet");
	/* A step that was killed between the state and the ledger has made a
	 * file that the ledger does not name yet. */
	if ((rc = psi_session_need_ledger(session, err)) != 0 ||
	    (rc = psi_session_check_not_ended(session, err)) != 0 ||
	    (rc = record(session, revision, err)) != 0)
		return rc;
	return revision == PSI_SHARE_CLAIMS
	    ? psi_stored_send(session, PSI_OBJECT_CLAIMS, PSI_WIRE_SHARED,
		  state->own_claims, sink, err)
	    : psi_stored_send(session, PSI_OBJECT_FIELDS, PSI_WIRE_SHARED,
		  state->own_fields, sink, err);
}
