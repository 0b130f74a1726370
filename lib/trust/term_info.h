/* What a term of an agreement is called, and what it says by itself. */
#ifndef PSI_TRUST_TERM_INFO_H
#define PSI_TRUST_TERM_INFO_H

#include <stdbool.h>

/* One term of the table; the table ends with a name that is NULL. */
struct psi_agreement_term_info {
	const char *name;
	/* What a draft that leaves the term out says; NULL where it must be
	 * given, or is made. Of a term with several rows, there is none. */
	const char *standard;
	/* What the template says where a person has to decide. */
	const char *ask;
	/* Any number of rows, also none. */
	bool many;
};

#endif
