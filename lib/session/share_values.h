/*
 * The values of one's own list, for accounts that matched: read by the
 * detection of psi-normalize, and only from a list that is that of the session
 * (PROTOCOL.md section 7, "Which list").
 */
#ifndef PSI_SESSION_SHARE_VALUES_H
#define PSI_SESSION_SHARE_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "psi/share.h"
#include "session/share_side.h"
#include "terms/field.h"

struct psi_own_columns;

struct psi_share_values {
	struct psi_own_columns *columns;
	const struct psi_share_list *list;
	enum psi_date_order order;
	/* The decimal signs of each field of money. */
	unsigned int signs[PSI_NUM_SHARED_FIELDS];
	uint8_t alias_key[PSI_FIELD_ALIAS_KEY_BYTES];
	/* For each account of the side: does its row in the list still give one
	 * of its matched keys? Only then are its values used. */
	bool *is_good;
	size_t num_account;
	/* How many accounts have no row in the list any more, and how many have
	 * a row that seems to be another account's by now. */
	uint64_t missing;
	uint64_t changed;
};

/*
 * Read the rows of the matched accounts. `values` need not be initialised;
 * after a failure it is empty. Returns 0, PSI_E_INPUT, PSI_E_ARG, PSI_E_IO or
 * PSI_E_NOMEM.
 */
int psi_share_values_read(struct psi_share_values *values,
    struct psi_session *session, const struct psi_share_side *side,
    const struct psi_share_list *list, struct psi_error *err)
    __attribute__((warn_unused_result));

void psi_share_values_clear(struct psi_share_values *values);

/* Has an account a value in a field, and can it be written in a given form
 * (exact, band and so on)? */
enum psi_share_value_state {
	PSI_VALUE_ABSENT,
	PSI_VALUE_UNREADABLE,
	PSI_VALUE_THERE,
	PSI_VALUE_NO_MEMORY
};

enum psi_share_value_state psi_share_values_get(
    const struct psi_share_values *values, const struct psi_share_side *side,
    size_t account, enum psi_field field, enum psi_field_form form,
    char out[PSI_FIELD_VALUE_MAX + 1]);

/* How an e-mail address may leave: by what the agreement says of owner_email. */
enum psi_share_address { PSI_ADDRESS_FULL, PSI_ADDRESS_ALIAS, PSI_ADDRESS_NOT };

/*
 * The same for a field that names people, owner or team, exact, whose column may
 * hold addresses: such a person is in full, is replaced by the alias of owner_email
 * (in a team behind the role), or is left out. *held is true where one is not in
 * full.
 */
enum psi_share_value_state psi_share_values_people(
    const struct psi_share_values *values, const struct psi_share_side *side,
    size_t account, enum psi_field field, enum psi_share_address address,
    bool *held, char out[PSI_FIELD_VALUE_MAX + 1]);

/* The value to show to the list's owner: in the standard spelling if it can be
 * read, else as it stands in the list. Returns 0 or PSI_E_NOMEM. */
int psi_share_values_raw(struct psi_cell *cell,
    const struct psi_share_values *values, const struct psi_share_side *side,
    size_t account, enum psi_field field, char out[PSI_FIELD_VALUE_MAX + 1],
    struct psi_error *err) __attribute__((warn_unused_result));

#endif
