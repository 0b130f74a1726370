/* What one header may be: its rows of columns.def. */
#ifndef PSI_LIST_HEADER_MATCH_H
#define PSI_LIST_HEADER_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cell.h"
#include "terms/field.h"

/* No header means more. */
#define PSI_HEADER_MEANINGS_MAX 4

struct psi_header_meaning {
	enum psi_field field;
	/* As columns.def has it. */
	uint8_t rank;
	/* Alpha-2 where such numbers are of one country only; else NULL. */
	const char *country;
};

struct psi_header_match {
	struct psi_header_meaning meaning[PSI_HEADER_MEANINGS_MAX];
	size_t num;
	/* It names an attribute of a person: a list of people has such. */
	bool is_person;
	/* "Name" alone, which is a person's in a list of people. */
	bool is_plain_name;
	bool is_email;
	/* An attribute that only leads have. */
	bool is_of_lead;
	/* An attribute of deals: beside a stage, the rows are deals. */
	bool is_of_deal;
	/* One that tells which deal the row is: its name, its id. */
	bool is_deal_row;
	/* "Stage" alone, which in a list of people is how far one came with them. */
	bool is_plain_stage;
	/* "Record ID": of whatever the rows are. */
	bool is_record_id;
	/* It says that it is about the company: "Company Country". */
	bool is_company;
};

/*
 * Find what a header means. It is looked up as a whole first; then without
 * what exports put around it: the object before a colon or a point ("Account:
 * Account Name", "Account.BillingCountry", "Block::Field"), brackets and a
 * number behind it, the suffix of a custom field ("__c"). A field of another
 * object, such as `Contact.Name`, means something only where it says that it
 * is about the account.
 */
void psi_header_match_find(
    struct psi_header_match *out, struct psi_cell header);

#endif
