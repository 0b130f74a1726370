#include "session/share_partner.h"

#include <string.h>

#include "base/error.h"
#include "session/session.h"

static int
refuse(struct psi_error *err, int code, uint64_t row, const char *what)
{
	return psi_refuse(err, code, 0,
	    "do not use this file, and ask your partner how it was made",
	    "in row %llu of the sealed table: %s", (unsigned long long)row,
	    what);
}

/* The tokens of a row as numbers of our own. */
static int
take_tokens(struct psi_share_partner *partner,
    const struct psi_share_side *side, const struct psi_shared_row *row,
    struct psi_error *err)
{
	struct psi_pairing_row tokens = { partner->tokens.num, row->num_token };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < row->num_token; i++) {
		int64_t found = psi_share_side_find(side, row->token[i]);
		uint32_t number = (uint32_t)found;

		if (found < 0)
			return refuse(err, PSI_E_MISMATCH, row->number,
			    "a token is none of those that this session has "
			    "verified");
		rc = psi_partner_tokens_add(&partner->tokens, &number, err);
	}
	return rc != 0 ? rc
		       : psi_partner_pairing_rows_add(
			     &partner->pairing_rows, &tokens, err);
}

/* Of a key of a group of companies, where the agreement leaves them out. */
static int
check_groups(const struct psi_share_partner *partner,
    const struct psi_share_side *side, const struct psi_agreement *agreement,
    uint64_t number, struct psi_error *err)
{
	const struct psi_pairing_row *row =
	    &partner->pairing_rows.at[partner->pairing_rows.num - 1];

	if (agreement->group_pairs != PSI_GROUP_PAIRS_NONE)
		return 0;
	for (size_t i = 0; i < row->num; i++)
		if (psi_score_is_group_key(
			&side->score_key[partner->tokens.at[row->first + i]]))
			return refuse(err, PSI_E_MISMATCH, number,
			    "a token is of a key that the agreement leaves "
			    "out of claims");
	return 0;
}

static int
claims_row(struct psi_share_partner *partner, const struct psi_share_side *side,
    const struct psi_session *session, const struct psi_shared_row *row,
    struct psi_error *err)
{
	char role = psi_session_partner_role(session);
	struct psi_partner_row out;
	int rc;

	if ((rc = take_tokens(partner, side, row, err)) != 0 ||
	    (rc = check_groups(
		 partner, side, session->agreement, row->number, err)) != 0)
		return rc;
	memcpy(out.label, row->label, sizeof out.label);
	if (!psi_population_find(
		&out.population, row->cell[0].text, row->cell[0].len) ||
	    out.population == PSI_POPULATION_ANY ||
	    !psi_agreement_sends(session->agreement, role, out.population))
		return refuse(err, PSI_E_MISMATCH, row->number,
		    "the population is none that your partner sends");
	return psi_partner_rows_add(&partner->rows, &out, err);
}

/* No token in more rows than agreed. */
static int
check_places(const struct psi_share_partner *partner,
    const struct psi_share_side *side, struct psi_error *err)
{
	uint32_t *num = psi_array_new(side->num_token, sizeof *num);
	int rc = 0;

	if (num == NULL)
		return psi_error_nomem(err);
	for (size_t i = 0; rc == 0 && i < partner->tokens.num; i++)
		if (++num[partner->tokens.at[i]] > PSI_PAIRING_ROWS_MAX)
			rc = psi_refuse(err, PSI_E_LIMIT, 0,
			    "do not use this file, and ask your partner how "
			    "it was made",
			    "a token stands in more than 16 rows of the "
			    "sealed table");
	psi_array_free(num, side->num_token, sizeof *num);
	return rc;
}

static uint64_t
maximum_rows(const struct psi_session *session)
{
	return session->agreement->party[psi_session_partner(session)]
	    .maximum_shared;
}

int
psi_share_partner_claims(struct psi_share_partner *partner,
    const struct psi_share_side *side, const struct psi_session *session,
    const struct psi_source *table, struct psi_error *err)
{
	struct psi_shared_table *reader = NULL;
	struct psi_shared_row row;
	bool end = false;
	int rc;

	rc = psi_shared_table_new(&reader, table, psi_share_claims_columns, 1,
	    maximum_rows(session), err);
	while (rc == 0) {
		rc = psi_shared_table_next(reader, &row, &end, err);
		if (rc != 0 || end)
			break;
		rc = claims_row(partner, side, session, &row, err);
	}
	psi_shared_table_free(reader);
	return rc != 0 ? rc : check_places(partner, side, err);
}

size_t
psi_share_columns(enum psi_field field[PSI_NUM_SHARED_FIELDS],
    const char *name[PSI_NUM_SHARED_FIELDS],
    const struct psi_agreement *agreement, char role)
{
	uint32_t fields = psi_agreement_fields(agreement, role);
	size_t num = 0;

	for (int f = 0; f < PSI_NUM_SHARED_FIELDS; f++) {
		if ((fields & PSI_FIELD_BIT(f)) == 0)
			continue;
		field[num] = (enum psi_field)f;
		name[num++] = psi_field_name((enum psi_field)f);
	}
	return num;
}

/* Is it a value of the field in a form that the partner shares of accounts of
 * this population, whatever ours is? */
static bool
is_value(const struct psi_session *session, enum psi_population population,
    enum psi_field field, const struct psi_cell *cell)
{
	char role = psi_session_partner_role(session);

	if (psi_field_value_valid(field, PSI_FORM_EXACT, cell->text, cell->len))
		return true;
	for (int ours = 0; ours < PSI_POPULATIONS; ours++) {
		const struct psi_agreement_share *share =
		    psi_agreement_cell(session->agreement, role, population,
			(enum psi_population)ours);

		if (psi_field_set_has(&share->fields, field) &&
		    psi_field_value_valid(field,
			psi_field_set_form(&share->fields, field), cell->text,
			cell->len))
			return true;
	}
	return false;
}

/* Has the row exactly the tokens that were claimed? */
static bool
same_tokens(const struct psi_share_partner *partner, size_t row,
    const struct psi_share_side *side, const struct psi_shared_row *given)
{
	const struct psi_pairing_row *claimed = &partner->pairing_rows.at[row];

	if (claimed->num != given->num_token)
		return false;
	for (size_t i = 0; i < claimed->num; i++) {
		uint32_t number = partner->tokens.at[claimed->first + i];

		/* Tokens are public to both sides. */
		if (memcmp(side->token[number].token, given->token[i],
			PSI_SHARED_TOKEN_BYTES) != 0)
			return false;
	}
	return true;
}

static int
fields_row(struct psi_share_partner *partner, const struct psi_share_side *side,
    const struct psi_session *session, const struct psi_shared_row *given,
    struct psi_error *err)
{
	int64_t found = psi_share_partner_find(partner, given->label);
	size_t row = (size_t)found;
	int rc = 0;

	if (found < 0 || !same_tokens(partner, row, side, given))
		return refuse(err, PSI_E_MISMATCH, given->number,
		    "the label or its tokens are not those of the claims");
	for (size_t i = 0; rc == 0 && i < partner->num_columns; i++) {
		const struct psi_cell *cell = &given->cell[i];
		struct psi_partner_cell *kept =
		    &partner->cell[row * partner->num_columns + i];

		if (cell->len == 0)
			continue;
		if (!is_value(session, partner->rows.at[row].population,
			partner->column[i], cell))
			return refuse(err, PSI_E_GRAMMAR, given->number,
			    "a cell is no value of its field");
		kept->at = partner->arena.len;
		kept->len = (uint32_t)cell->len;
		rc =
		    psi_buf_append(&partner->arena, cell->text, cell->len, err);
	}
	partner->num_field_row++;
	return rc;
}

int
psi_share_partner_fields(struct psi_share_partner *partner,
    const struct psi_share_side *side, const struct psi_session *session,
    const struct psi_source *table, struct psi_error *err)
{
	const char *name[PSI_NUM_SHARED_FIELDS];
	struct psi_shared_table *reader = NULL;
	struct psi_shared_row row;
	bool end = false;
	int rc;

	partner->num_columns = psi_share_columns(partner->column, name,
	    session->agreement, psi_session_partner_role(session));
	partner->cell = psi_array_new(
	    partner->rows.num * partner->num_columns, sizeof *partner->cell);
	if (partner->cell == NULL)
		return psi_error_nomem(err);
	rc = psi_shared_table_new(&reader, table, name, partner->num_columns,
	    maximum_rows(session), err);
	while (rc == 0) {
		rc = psi_shared_table_next(reader, &row, &end, err);
		if (rc != 0 || end)
			break;
		rc = fields_row(partner, side, session, &row, err);
	}
	psi_shared_table_free(reader);
	return rc;
}

void
psi_share_partner_clear(struct psi_share_partner *partner)
{
	psi_array_free(partner->cell, partner->rows.num * partner->num_columns,
	    sizeof *partner->cell);
	psi_partner_rows_clear(&partner->rows);
	psi_partner_pairing_rows_clear(&partner->pairing_rows);
	psi_partner_tokens_clear(&partner->tokens);
	psi_buf_clear(&partner->arena);
	memset(partner, 0, sizeof *partner);
}

struct psi_pairing_side
psi_share_partner_pairing(const struct psi_share_partner *partner)
{
	struct psi_pairing_side out = { partner->pairing_rows.at,
		partner->rows.num, partner->tokens.at };

	return out;
}

int64_t
psi_share_partner_find(const struct psi_share_partner *partner,
    const uint8_t label[PSI_SHARED_LABEL_BYTES])
{
	size_t low = 0;
	size_t high = partner->rows.num;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		/* Labels are public: they are made to be sent. */
		int order = memcmp(
		    partner->rows.at[mid].label, label, PSI_SHARED_LABEL_BYTES);

		if (order == 0)
			return (int64_t)mid;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return -1;
}

struct psi_cell
psi_share_partner_cell(
    const struct psi_share_partner *partner, size_t row, enum psi_field field)
{
	struct psi_cell out = { NULL, 0 };

	if (partner->cell == NULL)
		return out;
	for (size_t i = 0; i < partner->num_columns; i++) {
		const struct psi_partner_cell *cell;

		if (partner->column[i] != field)
			continue;
		cell = &partner->cell[row * partner->num_columns + i];
		out.text = (const char *)partner->arena.data + cell->at;
		out.len = cell->len;
	}
	return out;
}
