/*
 * Why a value of an export gives no key. Every value that is dropped has one
 * of these, counted, and listed on request.
 */
#ifndef PSI_NORMAL_REJECT_H
#define PSI_NORMAL_REJECT_H

#include <stdbool.h>

/*
 * The names are printed (`--rejects`, `--check`), so they are part of what
 * users see; the list is in the order of the words.
 */
enum psi_reject {
	PSI_REJECT_NONE,

	/* Domains. */
	PSI_REJECT_PLACEHOLDER,
	PSI_REJECT_IP_ADDRESS,
	PSI_REJECT_SINGLE_LABEL,
	PSI_REJECT_EMPTY_LABEL,
	PSI_REJECT_HOST_TOO_LONG,
	PSI_REJECT_HOST_CHARACTER,
	PSI_REJECT_HOST_IDNA,
	PSI_REJECT_PUBLIC_SUFFIX,
	PSI_REJECT_UNKNOWN_SUFFIX,
	PSI_REJECT_SHARED_HOST,
	PSI_REJECT_FREE_MAIL,

	/* Text of any kind. */
	PSI_REJECT_NOT_UTF8,
	PSI_REJECT_UNASSIGNED,
	PSI_REJECT_TOO_LONG,
	PSI_REJECT_NO_LETTER,
	PSI_REJECT_LOST,

	/* Identifiers. */
	PSI_REJECT_ID_LENGTH,
	PSI_REJECT_ID_CHARACTER,
	PSI_REJECT_ID_CHECKSUM,
	PSI_REJECT_ID_REPEATED,
	PSI_REJECT_ID_COUNTRY,
	PSI_REJECT_ID_ROUNDED,

	/* Other fields. */
	PSI_REJECT_COUNTRY,
	PSI_REJECT_POPULATION,
	PSI_REJECT_PARENT,
	PSI_REJECT_AMOUNT,
	PSI_REJECT_DATE,

	/* Whole rows, and what is noted without dropping anything. */
	PSI_REJECT_RAGGED,
	PSI_REJECT_SHORT,
	PSI_REJECT_HEADER,
	PSI_REJECT_TOTAL,
	PSI_REJECT_NO_KEY,
	PSI_REJECT_ALONE,
	PSI_REJECT_EXCLUDED,
	PSI_REJECT_PADDED,
	PSI_REJECT_MANY_ACCOUNTS,
	PSI_REJECT_OTHERS_DOMAIN,
	PSI_REJECT_EQUAL_CLAIM,
	PSI_REJECT_DIRECTORY,
	PSI_REJECT_GUEST,
	PSI_REJECT_NAME_NOTE,
	PSI_REJECT_QUESTION,
	PSI_REJECT_INACTIVE,
	PSI_REJECT_SEVERAL,

	PSI_NUM_REJECTS,

	/* No reason: whoever asked cannot go on, and the value may be good. */
	PSI_REJECT_NO_MEMORY = PSI_NUM_REJECTS
};

/* A short name, such as "shared-host"; static. "" for PSI_REJECT_NONE. */
const char *psi_reject_name(enum psi_reject reject);

/* A lower-case phrase that explains it; static. */
const char *psi_reject_text(enum psi_reject reject);

/* Was the value taken all the same, and only deserves a look? */
bool psi_reject_is_note(enum psi_reject reject);

#endif
