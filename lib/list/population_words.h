/*
 * Populations of values that no rule names, by the words in them: "Customer
 * (Churned)" (lib/KEYS.md, "Populations").
 */
#ifndef PSI_LIST_POPULATION_WORDS_H
#define PSI_LIST_POPULATION_WORDS_H

#include <stddef.h>

#include "terms/population.h"

/* The population of a value, in small letters and with one blank between words.
 * NULL if its words say nothing, else what decided; static. */
const char *psi_population_by_words(
    enum psi_population *out, const char *value, size_t len);

#endif
