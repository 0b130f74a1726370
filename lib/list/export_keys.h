/*
 * An export to the keys file: what brings the CSV reader of lib/table and
 * the normaliser of lib/normal together. Its functions are public, in
 * psi/normalize.h.
 */
#ifndef PSI_LIST_EXPORT_KEYS_H
#define PSI_LIST_EXPORT_KEYS_H

/* The header of a keys file (lib/FORMAT.md, section 5). */
#define PSI_KEYS_HEADER "account,population,type,value"

/* A report's footer has no more rows than this. */
#define PSI_FOOTER_ROWS_MAX 20

#endif
