/* The constant parts of a page: their hashes stand in its content policy. */
#ifndef PSI_CLI_REPORT_PAGE_PARTS_H
#define PSI_CLI_REPORT_PAGE_PARTS_H

/* One behind the other; NULL ends each. */
extern const char *const psi_page_style[];
extern const char *const psi_page_script[];
/* Base64 of the SHA-256 of each, as the policy has it. */
extern const char psi_page_style_hash[];
extern const char psi_page_script_hash[];

#endif
