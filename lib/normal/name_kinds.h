/*
 * Words that say by their beginning or their end what kind of institution they
 * are: "Gesundheitsamt", or a whole name of a script without blanks (lib/KEYS.md,
 * "What is a key with a country only").
 */
#ifndef PSI_NORMAL_NAME_KINDS_H
#define PSI_NORMAL_NAME_KINDS_H

#include "normal/name_scratch.h"

/* Find the kinds among the affixes of the lexicon, which the rules have. */
void psi_name_kinds_init(struct psi_name_rules *rules);

/* Set `institution` if a word of the run that was surveyed last is one. */
void psi_name_look_for_kinds(struct psi_name_scratch *s);

#endif
