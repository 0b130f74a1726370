/* What kind of values a column has, by what was counted of some of them. */
#ifndef PSI_LIST_COLUMN_KIND_H
#define PSI_LIST_COLUMN_KIND_H

#include <stdbool.h>
#include <stdint.h>

/* So many values are looked up among the countries. */
#define PSI_COLUMN_COUNTRIES_MAX 32

/* What the values of a column look like, by some of the first rows. */
struct psi_column_look {
	unsigned int num_filled;
	/* Numbers, amounts and dates; addresses of hosts; texts that end in a
	 * legal form. */
	unsigned int num_numbers;
	unsigned int num_hosts;
	/* E-mail addresses at the domain of the first one, of which this is a
	 * hash. */
	unsigned int num_colleagues;
	uint32_t mail_domain;
	unsigned int num_companies;
	/* "Active", "Inactive". */
	unsigned int num_states;
	/* Of the first ones only. */
	unsigned int num_countries;
};

/* Most values look like addresses, or like names of companies. */
bool psi_column_looks_like_hosts(const struct psi_column_look *look);

/* Nearly all values are e-mail addresses at one domain: they are of the people who
 * look after the accounts, and not of these. */
bool psi_column_looks_like_colleagues(const struct psi_column_look *look);
bool psi_column_looks_like_companies(const struct psi_column_look *look);

/* At least half of the values say whether something is active. */
bool psi_column_looks_like_states(const struct psi_column_look *look);

/* At least half of the values name countries; and less than a fifth. */
bool psi_column_looks_like_countries(const struct psi_column_look *look);
bool psi_column_has_no_countries(const struct psi_column_look *look);

#endif
