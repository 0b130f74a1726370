/*
 * Names that hold more than a name: a note of whoever keeps the list ("- see note,
 * do not call"), or the word that the row is a test. Such a name is still read as
 * one, and is told, since it finds less and a partner may get to see it.
 */
#ifndef PSI_LIST_NAME_NOTE_H
#define PSI_LIST_NAME_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cell.h"

#define PSI_NAME_NOTES_MAX 255
#define PSI_NAME_NOTES_LISTS 1024

/* What is looked for, by its first three letters: most words of a name begin
 * otherwise, and are passed at the first look. */
struct psi_name_notes {
	/* Numbers from 1; 0 for none. */
	uint8_t first[PSI_NAME_NOTES_LISTS];
	uint8_t next[PSI_NAME_NOTES_MAX];
	bool is_word[256];
};

void psi_name_notes_init(struct psi_name_notes *notes);

bool psi_name_is_noted(
    const struct psi_name_notes *notes, struct psi_cell name);

#endif
