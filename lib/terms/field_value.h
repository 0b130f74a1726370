/*
 * One kind of value each: the reading of what an export has, and the look at
 * what a partner sent. Used by field_value.c only; terms/field.h is for all
 * others. `out` has room for PSI_FIELD_VALUE_MAX bytes and a NUL; texts come
 * without blanks around them.
 */
#ifndef PSI_TERMS_FIELD_VALUE_H
#define PSI_TERMS_FIELD_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/date.h"
#include "terms/field.h"

/* "2026-Q4". */
#define PSI_QUARTER_CHARS 7

bool psi_field_date(char out[PSI_DATE_CHARS], const char *text, size_t len,
    enum psi_date_order order);

bool psi_field_quarter(char out[PSI_QUARTER_CHARS + 1], const char *text,
    size_t len, enum psi_date_order order);
bool psi_field_quarter_valid(const char *text, size_t len);

bool psi_field_money(char *out, enum psi_field field, bool band,
    const char *text, size_t len, const struct psi_field_ways *ways);
bool psi_field_money_valid(
    enum psi_field field, bool band, const char *text, size_t len);

bool psi_field_number(
    char *out, enum psi_field field, bool band, const char *text, size_t len);
bool psi_field_number_valid(
    enum psi_field field, bool band, const char *text, size_t len);

bool psi_field_nps(char *out, bool band, const char *text, size_t len);
bool psi_field_nps_valid(bool band, const char *text, size_t len);

#endif
