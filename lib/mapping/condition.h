/*
 * Conditions on a pair, as rules and questions have them:
 *
 *	our_population = open_opportunity; their_close_date in this-quarter
 *
 * Conditions between semicolons must all hold; `or` between such lists means
 * that one list is enough. A condition is a column, an operator
 * (= != < <= > >= in has) and a value: a word, a number, an amount ("50000
 * EUR"), a band, a date, `today`, `today+30`, `this-quarter`, `next-quarter`,
 * `last-quarter`, `empty`, or another column. `in` takes several values
 * between bars, `has` asks whether a set has one of them. A value with ; or |
 * in it stands in double quotes.
 *
 * Three-valued: what a missing field leaves open is unknown, never false. With
 * `unless` in front, as in "unless their_opt_out = yes", a condition holds but
 * where the pair is known to be so: what is unknown is no obstacle to us, but
 * still to be asked. Both sides agree on it only where both know (the shared
 * view).
 */
#ifndef PSI_MAPPING_CONDITION_H
#define PSI_MAPPING_CONDITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psi/error.h"

#include "base/buf.h"
#include "mapping/value.h"
#include "mapping/view.h"

/* In all lists together. */
#define PSI_CONDITIONS_MAX 16
#define PSI_OPERANDS_MAX 32
/* Of the text. */
#define PSI_CONDITIONS_CHARS 4096

enum psi_truth { PSI_FALSE, PSI_UNKNOWN, PSI_TRUE };

enum psi_operator {
	PSI_OP_EQUAL,
	PSI_OP_NOT_EQUAL,
	PSI_OP_BELOW,
	PSI_OP_AT_MOST,
	PSI_OP_ABOVE,
	PSI_OP_AT_LEAST,
	PSI_OP_IN,
	PSI_OP_HAS
};

enum psi_operand_kind {
	PSI_OPERAND_VALUE,
	PSI_OPERAND_COLUMN,
	PSI_OPERAND_EMPTY,
	/* `number` days after today. */
	PSI_OPERAND_DAY,
	/* `number` quarters after this one. */
	PSI_OPERAND_QUARTER
};

struct psi_operand {
	enum psi_operand_kind kind;
	unsigned int column;
	int number;
	struct psi_value value;
	/* As it was written; in the conditions' text. */
	struct psi_cell text;
};

struct psi_condition {
	unsigned int column;
	enum psi_operator op;
	bool is_unless;
	/* The list between two `or`. */
	unsigned int list;
	size_t first_operand;
	size_t num_operands;
	/* Of the column. */
	enum psi_value_kind kind;
	/* The cells whose populations alone make it true. */
	uint32_t always;
	/* "our population is customer", in the conditions' phrases. */
	size_t phrase;
	size_t phrase_len;
};

/* All zero: no condition, which always holds. */
struct psi_conditions {
	struct psi_condition condition[PSI_CONDITIONS_MAX];
	size_t num;
	struct psi_operand operand[PSI_OPERANDS_MAX];
	size_t num_operands;
	unsigned int num_lists;
	bool has_unless;
	/* By list: the cells (cell_bit of a view) whose populations alone make
	 * it false, so that nothing else of it need be looked at. */
	uint32_t never[PSI_CONDITIONS_MAX];
	/* Those where every list is false. */
	uint32_t never_any;
	/* What the operands' texts point into; not moved. */
	char *text;
	size_t text_len;
	/* The conditions in words, made once. */
	struct psi_buf phrases;
};

struct psi_verdict {
	enum psi_truth truth;
	/* The first list that came to it. */
	unsigned int list;
	enum psi_truth each[PSI_CONDITIONS_MAX];
};

/*
 * Read conditions; an empty text gives none. Every column must exist, the
 * operator fit its kind, and the values be of that kind. `out` must be
 * cleared, whatever is returned. Returns 0, PSI_E_INPUT or PSI_E_NOMEM.
 */
int psi_conditions_parse(struct psi_conditions *out, const char *text,
    size_t len, struct psi_error *err) __attribute__((warn_unused_result));

/* The same conditions with our_ and their_ exchanged. `out` as above. */
int psi_conditions_swap(struct psi_conditions *out,
    const struct psi_conditions *in, struct psi_error *err)
    __attribute__((warn_unused_result));

/* Find out what populations alone decide; when they have been read. */
void psi_conditions_settle(struct psi_conditions *conditions);

/* Put the conditions into words, for psi_conditions_because; when they have
 * been read. */
int psi_conditions_phrase(struct psi_conditions *conditions,
    struct psi_error *err) __attribute__((warn_unused_result));

/* Are they the same, letter by letter? */
bool psi_conditions_same(
    const struct psi_conditions *a, const struct psi_conditions *b);

void psi_conditions_clear(struct psi_conditions *conditions);

/* Are they false for every pair of these populations? */
static inline bool
psi_conditions_never(
    const struct psi_conditions *conditions, const struct psi_view *view)
{
	return (conditions->never_any & view->cell_bit) != 0;
}

/* Do they hold for the pair that `view` looks at? `verdict` may not be
 * NULL. */
void psi_conditions_judge(struct psi_verdict *verdict,
    const struct psi_conditions *conditions, struct psi_view *view);

/* Do they speak of this column? */
bool psi_conditions_use(
    const struct psi_conditions *conditions, unsigned int column);

/*
 * Append in words what made a list true: "our population is customer", "they
 * say: nps is at least 9 (promoter)". Parts are joined by "; ".
 */
int psi_conditions_because(struct psi_buf *out,
    const struct psi_conditions *conditions, const struct psi_verdict *verdict,
    struct psi_view *view, struct psi_error *err)
    __attribute__((warn_unused_result));

/*
 * Append in words what the lists lack that the populations of both sides
 * choose: of each the first condition that is not true, with what stands there,
 * "our segment is their segment (SMB, not known)", joined by " or ". Lists for
 * another role are passed over. Nothing where there is none.
 */
int psi_conditions_lacking(struct psi_buf *out,
    const struct psi_conditions *conditions, struct psi_view *view,
    struct psi_error *err) __attribute__((warn_unused_result));

/* The columns, as bits of `ours` and `theirs` by field, that are missing to
 * decide what is unknown. */
void psi_conditions_missing(uint32_t *ours, uint32_t *theirs,
    const struct psi_conditions *conditions, const struct psi_verdict *verdict,
    struct psi_view *view);

#endif
