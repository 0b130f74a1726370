/* In what two records of one company differ: the legal form at the end of its
 * name, as far as it is a common one, and the country. For a note behind how
 * sure the match is: keys know more legal forms (lib/KEYS.md), and this decides
 * nothing. */
#ifndef PSI_CLI_REPORT_LEGAL_FORM_H
#define PSI_CLI_REPORT_LEGAL_FORM_H

/* ", though with another legal form", ", though in another country", both or
 * "". */
const char *psi_match_difference(const char *our_name, const char *their_name,
    const char *our_country, const char *their_country);

#endif
