/*
 * What a cell of pairs.csv says, as something that can be compared: exact
 * values and bands alike are an interval, and what cannot be read is unknown.
 * Pure; integers only.
 */
#ifndef PSI_MAPPING_VALUE_H
#define PSI_MAPPING_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cell.h"

struct psi_buf;
struct psi_error;

enum psi_value_kind {
	/* Compared without regard to case, blanks, '_' and '-'. */
	PSI_VALUE_TEXT,
	/* Texts between semicolons. */
	PSI_VALUE_SET,
	/* One of terms/population.h. */
	PSI_VALUE_POPULATION,
	/* yes or no. */
	PSI_VALUE_FLAG,
	/* low, medium or high. */
	PSI_VALUE_LEVEL,
	/* In hundredths. */
	PSI_VALUE_NUMBER,
	/* 0 to 1, in thousandths: a point before three digits is no mark of
	 * thousands. */
	PSI_VALUE_SCORE,
	/* A whole number or one of the bands of people. */
	PSI_VALUE_EMPLOYEES,
	/* 0 to 10, or promoter, passive, detractor. */
	PSI_VALUE_NPS,
	/* In hundredths of a currency. */
	PSI_VALUE_AMOUNT,
	/* The same, with bands of its own. */
	PSI_VALUE_REVENUE,
	/* Days since 1970-01-01: a day, a month or a quarter. */
	PSI_VALUE_DATE
};

/* The end of a band that has none. */
#define PSI_VALUE_TOP (INT64_MAX / 4)

struct psi_value {
	/* False: the cell is empty, or is not what it should be. */
	bool known;
	/* Not for texts and sets. low <= high; one value where they are
	 * equal. */
	int64_t low;
	int64_t high;
	/* Three letters, or "" where the cell has none. */
	char currency[4];
	/* As it was written. */
	struct psi_cell text;
};

/*
 * Read a cell. Amounts and numbers: digits with marks between thousands and
 * before decimals, k, M or bn behind, a currency (three capital letters, or
 * the sign of euro, dollar, pound or yen) before or behind, and as bands A-B,
 * <A, >A, A+. One amount is read as psi_field_value reads it, but each cell by
 * itself: what the others of its column say of 12.500 is not known here. Dates:
 * 2026-11-30 (a time behind it is left out), 30.11.2026, 11/30/2026 where the day
 * can be told from the month, 2026-11, 2026-Q4 and Q4 2026. No sign, exponent, NaN
 * or hexadecimal digits.
 */
void psi_value_read(struct psi_value *out, enum psi_value_kind kind,
    const char *text, size_t len);

/* Can numbers of the kind be added up? */
bool psi_value_is_number(enum psi_value_kind kind);

/* Has the kind an order, so that < and > make sense? */
bool psi_value_is_ordered(enum psi_value_kind kind);

/*
 * Widen a value to the bands that a partner is told (lib/FORMAT.md,
 * "Fields"): amounts, employees and NPS to their band, dates to the calendar
 * quarter. Other kinds stay as they are. Doing so twice changes nothing.
 */
void psi_value_widen(struct psi_value *value, enum psi_value_kind kind);

/*
 * Append the name of the band that a value lies in ("EUR 50k-250k", "2026-Q4",
 * "promoter", "50-249"), or nothing where it lies in none or in several, or
 * its kind has no bands.
 */
int psi_value_write_band(struct psi_buf *out, const struct psi_value *value,
    enum psi_value_kind kind, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Days of the first and last day of the quarter of `day`, moved by some
 * quarters. */
void psi_value_quarter(int64_t *first, int64_t *last, int64_t day, int by);

/* The same words? Case, blanks, '_' and '-' do not count, & is "and". */
bool psi_value_same_words(struct psi_cell a, struct psi_cell b);

/* The nth element of a set, without blanks around; false if there is none.
 * Empty elements do not count. */
bool psi_value_element(struct psi_cell *out, struct psi_cell set, size_t n);

#endif
