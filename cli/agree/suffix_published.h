/*
 * The public-suffix lists that systems carry. Two systems of different years
 * have lists that differ by hundreds of rules, nearly all of them of names
 * that hardly anybody uses; whoever proposes one of these lists chose nothing.
 */
#ifndef PSI_CLI_SUFFIX_PUBLISHED_H
#define PSI_CLI_SUFFIX_PUBLISHED_H

struct psi_suffix_published {
	/* SHA-256 of the file, in lower-case hexadecimal. */
	const char *digest;
	/* The day of the list, "2023-02-09". */
	const char *date;
	/* "Debian 12". */
	const char *system;
};

/* NULL for a list that is none of them; static. */
const struct psi_suffix_published *psi_suffix_published(const char *digest);

#endif
