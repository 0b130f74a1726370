/*
 * Dates: days since 1970-01-01, in UTC, of the proleptic Gregorian calendar.
 * The library reads no clock: a caller says which day it is.
 */
#ifndef PSI_DATE_H
#define PSI_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "YYYY-MM-DD" and a NUL. */
#define PSI_DATE_CHARS 11

/*
 * Read exactly "YYYY-MM-DD", a day that exists from 1970-01-01 to
 * 9999-12-31. Returns false for anything else, and leaves *out alone.
 */
PSI_API bool psi_date_decode(int32_t *out, const char *in, size_t in_len);

/* Write a day of that range, with a NUL. */
PSI_API void psi_date_encode(char out[PSI_DATE_CHARS], int32_t day);

#ifdef __cplusplus
}
#endif

#endif
