/*
 * Check digits of identifiers: pure functions on ASCII digits and upper-case
 * letters, which the caller has counted and checked.
 */
#ifndef PSI_NORMAL_CHECKDIGIT_H
#define PSI_NORMAL_CHECKDIGIT_H

#include <stdbool.h>
#include <stddef.h>

/* Luhn's formula (ISO/IEC 7812-1, annex B) over all digits. */
bool psi_check_luhn(const char *digits, size_t len);

/* ISO/IEC 7064, MOD 11,10, over all digits. */
bool psi_check_mod11_10(const char *digits, size_t len);

/* The remainder by 97 of a text whose letters stand for 10 to 35 (ISO/IEC
 * 7064, MOD 97-10, asks for 1). */
unsigned int psi_check_mod97(const char *text, size_t len);

/* The digits as a number, modulo `m`. */
unsigned int psi_check_number(const char *digits, size_t len, unsigned int m);

/* The sum of the first `len` digits, each times its weight. */
unsigned int psi_check_sum(
    const char *digits, const unsigned char *weights, size_t len);

#endif
