/*
 * Populations of values that no rule names, by the words in them: "Customer
 * (Churned)" (lib/KEYS.md, "Populations").
 */
#ifndef PSI_LIST_POPULATION_WORDS_H
#define PSI_LIST_POPULATION_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "terms/population.h"

/* The population of a value, in small letters and with one blank between words.
 * NULL if its words say nothing, else what decided; static. */
const char *psi_population_by_words(
    enum psi_population *out, const char *value, size_t len);

/* Does a word of the value say that a deal is over: won, lost, closed? Of a value
 * that may be an account's, not where it speaks of a customer: "Lost Customer". */
bool psi_population_words_are_over(
    const char *value, size_t len, bool of_account);

#endif
