/* Who is responsible for an account, where the cell names nobody. */
#ifndef PSI_TERMS_NO_PERSON_H
#define PSI_TERMS_NO_PERSON_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Does the text of a column of owners, or of their addresses, name no person: that
 * nobody is assigned ("Unassigned", "(No owner)", "Nicht zugewiesen"), a queue
 * ("Inbound Queue"), a program ("Integration User", "noreply@acme.example"), a sign
 * or 0? Without regard to the case of Latin and Cyrillic letters,
 * blanks, `_`, and signs around. A blank text names nobody.
 */
bool psi_is_no_person(const char *text, size_t len);

#endif
