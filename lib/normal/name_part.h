/*
 * Which part of a name a run has: without what punctuation marks as no part of
 * it, without known brackets, the short form, what is before a remark.
 */
#ifndef PSI_NORMAL_NAME_PART_H
#define PSI_NORMAL_NAME_PART_H

#include <stdbool.h>

#include "normal/name_scratch.h"

/* Which bracketed tokens a run has. */
enum psi_brackets {
	PSI_BRACKETS_ALL,
	/* All but those that are known to say nothing ("Brackets"). */
	PSI_BRACKETS_UNKNOWN
};

/*
 * Copy the tokens of the name into a run, without what punctuation marks as no
 * part of it ("Punctuation"). The run has at least one token.
 */
void psi_name_start_run(const struct psi_name_scratch *s,
    struct psi_name_run *run, enum psi_brackets brackets);

/*
 * Put the state of a register's "/MI/" behind a run that says little: registers
 * write it where they have several of one name. Nothing where there is none.
 */
void psi_name_keep_state(
    const struct psi_name_scratch *s, struct psi_name_run *run);

/*
 * Make `run` the short form that a name gives of itself, in brackets or behind
 * a dash, or the long form behind a short one and a sign. Returns false if it has none.
 */
bool psi_name_short(struct psi_name_scratch *s, struct psi_name_run *run);

/*
 * Make `run` what is before a remark behind a legal form: "Acme Inc., Berlin".
 * Returns false if there is no remark.
 */
bool psi_name_before_remark(
    struct psi_name_scratch *s, struct psi_name_run *run);

/*
 * Make `run` what is before the partners or the owner of an Italian business, if
 * these are two words or more: "Bar Acme di Globex M. & C. s.a.s.".
 */
bool psi_name_before_partners(
    struct psi_name_scratch *s, struct psi_name_run *run);

/*
 * Make `run` the two words of a strict name without a legal form in the other order,
 * if a comma stands between them and neither says what a company does or where it is:
 * "Globex, Zoe". Returns false for any other.
 */
bool psi_name_turned(struct psi_name_scratch *s, struct psi_name_run *run);

/* As before a remark for a branch in the row's own country: "Acme S.A. Sucursal en España",
 * in Spain. Nothing else is said of a branch. */
bool psi_name_before_branch(
    struct psi_name_scratch *s, struct psi_name_run *run);

#endif
